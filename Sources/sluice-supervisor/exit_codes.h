// What the supervisor's own exit code means; the runtime reads the same numbers (SupervisorExit in SluiceProviders).
#ifndef SLUICE_EXIT_CODES_H
#define SLUICE_EXIT_CODES_H

enum exit_code {
    EXIT_RECORDED = 0,       // the end of the command is in the record
    EXIT_BAD_REQUEST = 64,   // nothing was claimed, nothing was started
    EXIT_CLAIM_EXISTS = 65,  // another supervisor owns this key, now or earlier; nothing was started
    EXIT_CLAIM_FAILED = 66,  // the claim could not be made durable; nothing was started
    EXIT_NO_FOLDER = 67,     // the command's folder cannot be entered; nothing was claimed or started
    EXIT_UNRECORDED = 68,    // the command ended, but the record could not be written: in doubt
};

#endif
