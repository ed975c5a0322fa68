namespace CxlFabricSim.Actors.Tests.Random;

/// <summary>SplitMix64, for tests: small, seeded, and none of the kernel's.</summary>
internal sealed class TestRandom(ulong seed)
{
    private ulong _state = seed * 0x9E3779B97F4A7C15 + 1;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ _state >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        return mixed ^ mixed >> 31;
    }

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool Percent(int chance) => Below(100) < chance;

    public T Pick<T>(params T[] choices) => choices[Below(choices.Length)];
}
