#pragma once

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

// git_libgit2_opts is variadic, and variadic functions cannot be called from Swift.

// The home's repository may belong to another user than the host's (a container's volume does): the home was named by
// whoever started the host, which is proof enough.
static inline int nyala_git_accept_any_owner(void) {
    return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

// Objects are written by Nyala and by git, both of which check what they write; checking again doubles the time.
static inline int nyala_git_trust_hashes(void) {
    return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
}

// What the host's user and machine have configured for their own work with git is not the site's business.
static inline void nyala_git_ignore_other_configurations(void) {
    static const int levels[] = {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};
    for (size_t index = 0; index < sizeof levels / sizeof *levels; index++)
        git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[index], "");
}
