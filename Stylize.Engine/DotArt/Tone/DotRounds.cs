namespace Stylize.Engine.DotArt.Tone;

/// <summary>Rounds of Lloyd's method.</summary>
internal static class DotRounds
{
    /// <summary>Rounds where there is time enough.</summary>
    public const int Full = 10;
}
