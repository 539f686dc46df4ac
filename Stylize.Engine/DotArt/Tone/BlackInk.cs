namespace Stylize.Engine.DotArt.Tone;

/// <summary>Keeps black areas pure: there, the darkest ink replaces a mixture of inks, and gives the tone
/// alone.</summary>
internal sealed class BlackInk
{
    /// <summary>Encoded value of the lightest channel up to which an area is black, and from which it is a
    /// mixture.</summary>
    private const int Black = 64, Mixed = 112;

    private readonly int _darkest;
    private readonly float _paper, _range, _black, _mixed;

    /// <param name="paper">Color of the paper in tone values.</param>
    /// <param name="inks">Colors of the inks in tone values.</param>
    public BlackInk(Vector3 paper, IReadOnlyList<Vector3> inks, ToneValues values)
    {
        _darkest = Enumerable.Range(0, inks.Count).MinBy(i => Gray(inks[i]));
        _paper = Gray(paper);
        _range = _paper - Gray(inks[_darkest]);
        (_black, _mixed) = (values[Black], values[Mixed]);
    }

    /// <summary>Replaces the shares of the inks for a color in tone values, if it is black; partly if it is nearly
    /// black.</summary>
    public void Apply(Vector3 color, Span<float> shares)
    {
        var pure = Math.Clamp((_mixed - MathF.Max(color.X, MathF.Max(color.Y, color.Z))) / (_mixed - _black), 0f, 1f);
        if (pure <= 0 || _range <= 0) return;

        foreach (ref var share in shares)
        {
            share *= 1f - pure;
        }

        shares[_darkest] += pure * Math.Clamp((_paper - Gray(color)) / _range, 0f, 1f);
    }

    private static float Gray(Vector3 color) => (0.2126f * color.X) + (0.7152f * color.Y) + (0.0722f * color.Z);
}
