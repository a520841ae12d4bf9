# SPDX-License-Identifier: MIT
# Fetches the packages when they are missing and bundles. Without a network the build goes on without a viewer.
if(NOT EXISTS ${SOURCE}/node_modules/ol/package.json OR NOT EXISTS ${SOURCE}/node_modules/esbuild/package.json)
  execute_process(COMMAND ${NPM} ci --no-audit --no-fund --loglevel=error WORKING_DIRECTORY ${SOURCE} RESULT_VARIABLE failed)
  if(failed)
    message(NOTICE "npm cannot fetch its packages (no network?): the web viewer is not built, everything else is. "
                   "Build the target situ_web again when there is a network.")
    return()
  endif()
endif()
execute_process(COMMAND ${NODE} bundle.mjs ${OUT} WORKING_DIRECTORY ${SOURCE} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "the web viewer cannot be bundled")
endif()
