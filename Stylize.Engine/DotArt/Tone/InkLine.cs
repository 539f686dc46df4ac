namespace Stylize.Engine.DotArt.Tone;

/// <summary>Inks whose colors lie on a line through the paper, from light to dark. A tone that is the share t of the darkest ink is drawn
/// by the two inks that are nearest to the share d = t^(2/3) (1 + t^3), at most 1, which together cover t / d of the paper: light inks draw
/// light tones, with less grain than few dots of the darkest ink, and the darkest ink alone draws the shadows.</summary>
internal sealed class InkLine
{
    /// <summary>Largest distance from the line, relative to its length, of an ink that is on it.</summary>
    private const float MaxDistance = 0.02f;

    private readonly Vector3 _paper, _reach;
    private readonly (float Share, int Ink)[] _inks;

    private InkLine(Vector3 paper, Vector3 reach, (float Share, int Ink)[] inks) => (_paper, _reach, _inks) = (paper, reach, inks);

    /// <summary>Returns the line of several inks; null if they are not on a line, all on the same side of the paper.</summary>
    public static InkLine? Of(Vector3 paper, IReadOnlyList<Vector3> inks)
    {
        if (inks.Count < 2) return null;

        var reach = inks.MaxBy(ink => Vector3.DistanceSquared(ink, paper)) - paper;
        if (reach == Vector3.Zero) return null;

        var shares = inks.Select(ink => Vector3.Dot(ink - paper, reach) / reach.LengthSquared()).ToArray();
        var isLine = inks.Zip(shares).All(pair => pair.Second > MaxDistance
            && Vector3.Distance(paper + (pair.Second * reach), pair.First) <= MaxDistance * reach.Length());
        return isLine ? new InkLine(paper, reach, [.. shares.Select((share, ink) => (share, ink)).OrderBy(pair => pair.share)]) : null;
    }

    /// <summary>Computes the shares of the mixture that is nearest to a color.</summary>
    /// <returns>The mixture.</returns>
    public Vector3 Solve(Vector3 wanted, Span<float> shares)
    {
        shares.Clear();
        var tone = Math.Clamp(Vector3.Dot(wanted - _paper, _reach) / _reach.LengthSquared(), 0f, 1f);
        var darkness = MathF.Max(MathF.Min(1f, MathF.Cbrt(tone * tone) * (1f + (tone * tone * tone))), _inks[0].Share);
        var above = Math.Max(1, Array.FindIndex(_inks, ink => ink.Share >= darkness));
        var (light, dark) = (_inks[above - 1], _inks[above]);
        var part = dark.Share > light.Share ? Math.Clamp((darkness - light.Share) / (dark.Share - light.Share), 0f, 1f) : 1f;
        shares[light.Ink] = (1f - part) * tone / darkness;
        shares[dark.Ink] = part * tone / darkness;
        return _paper + (tone * _reach);
    }
}
