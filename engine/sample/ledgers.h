// SPDX-License-Identifier: MIT
#ifndef SITU_SAMPLE_LEDGERS_H
#define SITU_SAMPLE_LEDGERS_H

// Inside the county generator: the ledger files, in this order. dir: the folder ledgers/.

#include "sample/sheet.h"

situ_status situ_sample_write_risks(situ_things *things, const char *dir, situ_error *err) SITU_MUST_CHECK;
situ_status situ_sample_write_depots(situ_things *things, const char *dir, situ_error *err) SITU_MUST_CHECK;
situ_status situ_sample_write_teams(situ_things *things, const char *dir, situ_error *err) SITU_MUST_CHECK; // teams, shelters, stations, persons, submissions
situ_status situ_sample_write_orgs(situ_things *things, const char *dir, situ_error *err) SITU_MUST_CHECK;
situ_status situ_sample_write_flows(situ_things *things, const char *dir, situ_error *err) SITU_MUST_CHECK;
// base/hazard_zones.gpkg, from the risk points and the land.
situ_status situ_sample_write_zones(situ_things *things, const char *base_dir, situ_error *err) SITU_MUST_CHECK;
// templates/: one blank workbook a ledger table.
situ_status situ_sample_write_templates(const char *dir, situ_error *err) SITU_MUST_CHECK;
// as-sent/: files as they arrive, two years running, and their project.yaml. After the risk ledgers.
situ_status situ_sample_write_as_sent(situ_things *things, const char *dir, situ_error *err) SITU_MUST_CHECK;
// Hazards and their correction, 五有五到位, plans, accidents, rain, stocks of major installations. After all others,
// so that their bytes stay as they are.
situ_status situ_sample_write_control(situ_things *things, const char *dir, situ_error *err) SITU_MUST_CHECK;
// project.yaml and ANSWERS.csv.
situ_status situ_sample_write_project(situ_things *things, const char *out_dir, situ_error *err) SITU_MUST_CHECK;

#endif
