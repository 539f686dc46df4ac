namespace Stylize.Engine.DotArt.Tone;

/// <summary>
/// Rounds of the methods that place dots. Very many dots get fewer: each is so small then that nobody sees how evenly it stands, and their
/// time is what matters.
/// </summary>
internal static class DotRounds
{
    /// <summary>Rounds of Lloyd's method where there is time enough.</summary>
    public const int Full = 10;

    private const int Many = 200_000;
    private const int OfMany = 5;

    /// <summary>True where there are very many dots.</summary>
    public static bool AreMany(int dots) => dots > Many;

    /// <summary>Rounds of Lloyd's method.</summary>
    /// <param name="dots">Number of dots.</param>
    /// <param name="allowed">Largest number of rounds.</param>
    public static int Lloyd(int dots, int allowed) => AreMany(dots) ? Math.Min(allowed, OfMany) : allowed;
}
