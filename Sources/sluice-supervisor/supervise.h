// Runs the command to its end: output into the log, TERM and then KILL to the whole tree when its time is up or it is cancelled.
#ifndef SLUICE_SUPERVISE_H
#define SLUICE_SUPERVISE_H

#include "log.h"
#include "record.h"
#include "request.h"

// All signals must be blocked. SIGTERM to this process is a cancel.
void supervise(const struct request *request, uint64_t must_end_by_ns, struct log *log, struct ending *ending);

#endif
