// libedit for Swift: one typed function per variadic call, so that no argument list is left to chance.
//
// libedit is used for what it is good at: key maps, `.editrc`, vi and emacs editing, the kill ring. It does not
// draw. Its output stream goes to /dev/null and SluiceLineEditor paints the screen itself, because only a painter that
// owns the whole picture can keep colour, menus, live rows and buffers taller than the screen right.
#ifndef SLUICE_CEDITLINE_SHIM_H
#define SLUICE_CEDITLINE_SHIM_H

#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

extern int wcwidth(wchar_t character);
extern int memfd_create(const char *name, unsigned int flags);

typedef int (*ce_read_function)(EditLine *editor, wchar_t *character);
typedef unsigned char (*ce_key_function)(EditLine *editor, wint_t key);

/// An editor that reads keys from `input`, asks `output` whether it is a terminal, and prints nothing.
/// NULL when /dev/null cannot be opened or memory is short.
static inline EditLine *_Nullable ce_open(const char *_Nonnull program, int input, int output) {
    FILE *sink = fopen("/dev/null", "we");
    if (sink == NULL) return NULL;
    EditLine *editor = el_init_fd(program, stdin, sink, sink, input, output, output);
    if (editor == NULL) fclose(sink);
    return editor;
}

static inline void ce_close(EditLine *_Nonnull editor) {
    FILE *sink = NULL;
    el_get(editor, EL_GETFP, 1, &sink);
    el_end(editor);
    if (sink != NULL) fclose(sink);
}

static inline int ce_set_editor(EditLine *_Nonnull editor, const char *_Nonnull map) { return el_set(editor, EL_EDITOR, map); }

static inline int ce_set_signal_handling(EditLine *_Nonnull editor, int on) { return el_set(editor, EL_SIGNAL, on); }

/// Changes one setting the terminal has while a line is edited, such as `intr=` or `+noflsh`.
static inline int ce_set_editing_mode(EditLine *_Nonnull editor, const char *_Nonnull setting) {
    return el_set(editor, EL_SETTY, "-d", setting, NULL);
}

static inline int ce_set_raw(EditLine *_Nonnull editor, int on) { return el_set(editor, EL_PREP_TERM, on); }

static inline int ce_set_read_function(EditLine *_Nonnull editor, ce_read_function _Nonnull function) {
    return el_set(editor, EL_GETCFN, function);
}

static inline int ce_set_client(EditLine *_Nonnull editor, void *_Nullable client) { return el_set(editor, EL_CLIENTDATA, client); }

static inline void *_Nullable ce_client(EditLine *_Nonnull editor) {
    void *client = NULL;
    return el_get(editor, EL_CLIENTDATA, &client) == 0 ? client : NULL;
}

/// The name must be one that no built-in function has.
static inline int ce_add_function(
    EditLine *_Nonnull editor, const char *_Nonnull name, const char *_Nonnull purpose, ce_key_function _Nonnull function) {
    return el_set(editor, EL_ADDFN, name, purpose, function);
}

static inline int ce_bind(EditLine *_Nonnull editor, const char *_Nonnull key, const char *_Nonnull function) {
    return el_set(editor, EL_BIND, key, function, NULL);
}

/// The same in the map of vi's command mode.
static inline int ce_bind_alternative(EditLine *_Nonnull editor, const char *_Nonnull key, const char *_Nonnull function) {
    return el_set(editor, EL_BIND, "-a", key, function, NULL);
}

/// Makes libedit's own picture of the screen agree with the buffer again; without this its fast path for
/// appended characters may index past the picture after an edit it did not make.
static inline void ce_resync(EditLine *_Nonnull editor) { el_set(editor, EL_REFRESH); }

/// 0 when `.editrc` says `edit off`.
static inline int ce_editing_enabled(EditLine *_Nonnull editor) {
    int enabled = 1;
    el_get(editor, EL_EDITMODE, &enabled);
    return enabled;
}

/// Chooses the user's character set, or C.UTF-8 when that is not UTF-8: libedit drops other bytes silently.
static inline void ce_choose_utf8(void) {
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

/// Columns of a terminal cell for one code point; -1 when it cannot be printed.
static inline int ce_width(int character) { return wcwidth((wchar_t)character); }

/// -1 when `descriptor` is not a terminal.
static inline int ce_window_size(int descriptor, int *_Nonnull rows, int *_Nonnull columns) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
    *rows = size.ws_row;
    *columns = size.ws_col;
    return 0;
}

#endif
