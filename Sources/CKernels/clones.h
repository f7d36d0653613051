#pragma once

/// Compiles a function for AVX-512, AVX2 and the baseline; the loader picks one, so a single binary is portable.
#define CK_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
