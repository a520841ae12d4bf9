// SPDX-License-Identifier: MIT
// `situ sample`: the public call.
#include "base/error.h"
#include "sample/sample.h"
#include "situ/situ.h"

situ_status situ_sample(situ_session *session, const char *out_dir, const char *size_word, uint64_t seed, situ_error *err)
{
    situ_sample_size size;
    if (!situ_sample_size_parse(size_word, &size))
        return situ_fail(err, SITU_E_USAGE, _("use township, county or province"), _("unknown size \"%s\""), size_word);
    return situ_sample_generate(out_dir, size, seed, situ_session_job(session), err);
}
