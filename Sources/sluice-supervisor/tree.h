// The processes that descend from this one. Because the supervisor is a subreaper, orphans (also those that made a session of their own)
// become its children, so the descendants by parent are all there are.
#ifndef SLUICE_TREE_H
#define SLUICE_TREE_H

// Sends a signal once to every living descendant; returns how many were found, or -1 when /proc cannot be read.
int tree_signal(int signal);

// Stops the tree so that it cannot grow, then kills all of it; returns as tree_signal.
int tree_kill(void);

#endif
