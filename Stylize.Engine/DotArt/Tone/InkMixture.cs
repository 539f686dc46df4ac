namespace Stylize.Engine.DotArt.Tone;

/// <summary>Separates colors into inks that are printed side by side. The shares of the paper that the inks cover are
/// nonnegative, sum to at most 1, and give the mixture with the paper that is nearest to the color in
/// <see cref="ToneValues"/> (Murray-Davies equation for several inks). The shares of <see cref="InkHull"/> are
/// precomputed for a grid of colors and interpolated in tone values, in which they are piecewise linear.</summary>
internal sealed class InkMixture
{
    private const int Nodes = 17;
    private readonly float[] _shares;
    private readonly ToneValues _values;
    private readonly byte[] _nodeBelow = new byte[256];
    private readonly float[] _fraction = new float[256];

    /// <param name="paper">Color of the paper.</param>
    /// <param name="tone">Encoded or linear values.</param>
    /// <param name="keepBlack">True to give black areas the darkest ink alone.</param>
    public InkMixture(Rgba32 paper, IReadOnlyList<Rgba32> inks, ToneCurve tone, bool keepBlack = false)
    {
        (Inks, _values) = (inks, ToneValues.ForCurve(tone));
        Vector3[] colors = [.. inks.Select(ink => _values[ink])];
        var hull = new InkHull(_values[paper], colors);
        var black = keepBlack ? new BlackInk(_values[paper], colors, _values) : null;
        var nodes = new byte[Nodes];
        for (var i = 0; i < Nodes; i++)
        {
            nodes[i] = (byte)Math.Round(i * 255.0 / (Nodes - 1));
        }

        for (var i = 0; i < 256; i++)
        {
            var below = Math.Min(Nodes - 2, Array.FindLastIndex(nodes, n => n <= i));
            float low = _values[nodes[below]], high = _values[nodes[below + 1]];
            (_nodeBelow[i], _fraction[i]) = ((byte)below, (_values[i] - low) / (high - low));
        }

        _shares = new float[Nodes * Nodes * Nodes * inks.Count];
        var at = 0;
        foreach (var r in nodes)
        {
            foreach (var g in nodes)
            {
                foreach (var b in nodes)
                {
                    var color = new Vector3(_values[r], _values[g], _values[b]);
                    var shares = _shares.AsSpan(at, inks.Count);
                    hull.Solve(color, shares);
                    black?.Apply(color, shares);
                    at += inks.Count;
                }
            }
        }
    }

    public IReadOnlyList<Rgba32> Inks { get; }

    /// <summary>Returns the share of the paper that all inks together cover for a color, in [0,1].</summary>
    public float Total(Rgba32 color)
    {
        Span<float> shares = stackalloc float[Inks.Count];
        Shares(color, shares);
        var sum = 0f;
        foreach (var share in shares)
        {
            sum += share;
        }

        return MathF.Min(sum, 1f);
    }

    /// <summary>Computes the share of the paper that each ink covers for a color, by trilinear interpolation.</summary>
    public void Shares(Rgba32 color, Span<float> shares)
    {
        shares.Clear();
        var count = Inks.Count;
        int r = _nodeBelow[color.R], g = _nodeBelow[color.G], b = _nodeBelow[color.B];
        float fr = _fraction[color.R], fg = _fraction[color.G], fb = _fraction[color.B];
        for (var corner = 0; corner < 8; corner++)
        {
            int dr = corner & 1, dg = (corner >> 1) & 1, db = corner >> 2;
            var weight = (dr == 1 ? fr : 1 - fr) * (dg == 1 ? fg : 1 - fg) * (db == 1 ? fb : 1 - fb);
            if (weight <= 0) continue;

            var from = ((((((r + dr) * Nodes) + g + dg) * Nodes) + b + db) * count);
            for (var i = 0; i < count; i++)
            {
                shares[i] += weight * _shares[from + i];
            }
        }
    }
}
