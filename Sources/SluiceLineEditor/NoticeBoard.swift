internal import CEditline
internal import Synchronization

/// The way into a line editor from any other thread.
///
/// What is posted here appears as soon as the editor polls: above the prompt while a line is typed or a command runs in the foreground, else
/// when the next line is read. Nothing here blocks or fails; after the editor is gone, posts go nowhere.
public final class NoticeBoard: Sendable {
    struct Content {
        var notices: [StyledText] = []
        var liveRows: [StyledText] = []
        var prompt: StyledText?
        var finished: Set<Int> = []
    }

    private let content = Mutex(Content())
    /// Readable when something was posted; -1 when the process is out of descriptors, and then posts wait for the next key.
    let descriptor: Int32

    public init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    }

    deinit {
        close(descriptor)
    }

    /// Prints a message above the prompt; the buffer being typed stays as it is. It may have several lines.
    public func post(notice: StyledText) {
        content.withLock { $0.notices.append(notice) }
        wake()
    }

    public func post(notice: String) {
        post(notice: StyledText(notice))
    }

    /// Replaces the rows above the prompt; each is clipped to the width of the screen.
    ///
    /// Drawn at most ten times a second, and not at all when nothing changed. On a small screen they collapse.
    public func setLiveRows(_ rows: [StyledText]) {
        let changed = content.withLock { content in
            defer { content.liveRows = rows }
            return content.liveRows != rows
        }
        if changed { wake() }
    }

    /// Replaces the prompt, also of the line being typed.
    public func setPrompt(_ prompt: StyledText) {
        content.withLock { $0.prompt = prompt }
        wake()
    }

    func finish(_ work: Int) {
        _ = content.withLock { $0.finished.insert(work) }
        wake()
    }

    func takeNotices() -> [StyledText] {
        content.withLock { content in
            defer { content.notices.removeAll() }
            return content.notices
        }
    }

    func liveRows() -> [StyledText] {
        content.withLock { $0.liveRows }
    }

    func prompt() -> StyledText? {
        content.withLock { $0.prompt }
    }

    func takeFinished(_ work: Int) -> Bool {
        content.withLock { $0.finished.remove(work) != nil }
    }

    /// Forgets earlier wake-ups, so that the next poll waits for something new.
    func drain() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &count)
    }

    private func wake() {
        _ = eventfd_write(descriptor, 1)
    }
}
