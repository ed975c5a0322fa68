using System.Runtime.CompilerServices;

// Without it the hottest methods would begin by clearing half a KiB of locals that they set anyway. Of the stack, nobody may expect zeros.
[module: SkipLocalsInit]
