internal import Glibc

extension PseudoTerminal {
    /// Starts a program as the leader of a new session whose first open file, and so its controlling terminal, is `terminal`.
    static func spawn(_ path: String, _ arguments: [String], environment: [String], directory: String?, terminal: String) throws -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let newSession: Int32 = 0x80
        unsafe posix_spawnattr_setflags(&attributes, Int16(newSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))

        // `env -C` changes the folder and becomes the program: the process stays the same.
        let program = directory == nil ? path : "/usr/bin/env"
        let words = directory.map { ["env", "-C", $0] + [path] + arguments.dropFirst() } ?? arguments
        let argumentPointers = unsafe words.map { unsafe strdup($0) } + [nil]
        let environmentPointers = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer {
            for index in unsafe argumentPointers.indices { unsafe free(argumentPointers[index]) }
            for index in unsafe environmentPointers.indices { unsafe free(environmentPointers[index]) }
        }
        var identifier: pid_t = 0
        let reason = unsafe posix_spawn(&identifier, program, &actions, &attributes, argumentPointers, environmentPointers)
        guard reason == 0 else { throw Failure.notStarted(path: path, reason: unsafe String(cString: strerror(reason))) }
        return identifier
    }
}
