using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Separates colors into inks that are printed side by side. The shares of the paper that the inks cover are nonnegative, sum to
/// at most 1, and give the mixture with the paper that is nearest to the color in linear light (Murray-Davies equation for several inks).
/// The mixture is the nearest point of the convex hull of paper and inks; among equal mixtures, the one with the least ink is used. Shares
/// are precomputed for a grid of colors and interpolated in linear light, in which they are piecewise linear.</summary>
internal sealed class InkMixture
{
    private const int Nodes = 17;
    private const int MaxCorners = 4;
    private const float InkCost = 1e-5f;
    private const float Negative = -1e-6f;
    private readonly Vector3[] _corners;
    private readonly float[] _shares;
    private readonly float[] _light = new float[256];
    private readonly byte[] _nodeBelow = new byte[256];
    private readonly float[] _fraction = new float[256];

    /// <param name="paper">Color of the paper.</param>
    public InkMixture(Rgba32 paper, IReadOnlyList<Rgba32> inks)
    {
        Inks = inks;
        _corners = [Linear(paper), .. inks.Select(Linear)];
        var nodes = new byte[Nodes];
        for (var i = 0; i < Nodes; i++)
        {
            nodes[i] = (byte)Math.Round(i * 255.0 / (Nodes - 1));
        }

        for (var i = 0; i < 256; i++)
        {
            _light[i] = Srgb.ToLinear((byte)i);
            var below = Math.Min(Nodes - 2, Array.FindLastIndex(nodes, n => n <= i));
            float low = Srgb.ToLinear(nodes[below]), high = Srgb.ToLinear(nodes[below + 1]);
            (_nodeBelow[i], _fraction[i]) = ((byte)below, (_light[i] - low) / (high - low));
        }

        _shares = new float[Nodes * Nodes * Nodes * inks.Count];
        var at = 0;
        foreach (var r in nodes)
        {
            foreach (var g in nodes)
            {
                foreach (var b in nodes)
                {
                    Solve(new Vector3(Srgb.ToLinear(r), Srgb.ToLinear(g), Srgb.ToLinear(b)), _shares.AsSpan(at, inks.Count));
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

    /// <summary>Computes the shares of the nearest point of the hull by projecting the color onto all faces with up to four
    /// corners.</summary>
    internal void Solve(Vector3 wanted, Span<float> shares)
    {
        Span<int> members = stackalloc int[MaxCorners];
        Span<float> weights = stackalloc float[MaxCorners];
        var best = float.MaxValue;
        for (var mask = 1; mask < 1 << _corners.Length; mask++)
        {
            if (BitOperations.PopCount((uint)mask) > MaxCorners) continue;

            var count = 0;
            for (var i = 0; i < _corners.Length; i++)
            {
                if ((mask >> i & 1) == 1)
                {
                    members[count++] = i;
                }
            }

            if (!Project(wanted, members[..count], weights[..count])) continue;

            var mixed = Vector3.Zero;
            var ink = 0f;
            for (var i = 0; i < count; i++)
            {
                mixed += weights[i] * _corners[members[i]];
                ink += members[i] > 0 ? weights[i] : 0f;
            }

            var cost = Vector3.DistanceSquared(mixed, wanted) + (InkCost * ink);
            if (cost >= best) continue;

            best = cost;
            shares.Clear();
            for (var i = 0; i < count; i++)
            {
                if (members[i] > 0)
                {
                    shares[members[i] - 1] = MathF.Max(0f, weights[i]);
                }
            }
        }
    }

    /// <summary>Computes the weights of the projection of a color onto the span of some corners by Cramer's rule. Returns false if the
    /// projection is outside the face.</summary>
    private bool Project(Vector3 wanted, ReadOnlySpan<int> members, Span<float> weights)
    {
        var origin = _corners[members[0]];
        var d = wanted - origin;
        Vector3 u = members.Length > 1 ? _corners[members[1]] - origin : default;
        Vector3 v = members.Length > 2 ? _corners[members[2]] - origin : default;
        Vector3 w = members.Length > 3 ? _corners[members[3]] - origin : default;
        switch (members.Length)
        {
            case 1:
                break;
            case 2:
                weights[1] = Vector3.Dot(u, d) / Vector3.Dot(u, u);
                break;
            case 3:
                float uu = Vector3.Dot(u, u), uv = Vector3.Dot(u, v), vv = Vector3.Dot(v, v);
                float ud = Vector3.Dot(u, d), vd = Vector3.Dot(v, d);
                var determinant = (uu * vv) - (uv * uv);
                weights[1] = ((ud * vv) - (vd * uv)) / determinant;
                weights[2] = ((vd * uu) - (ud * uv)) / determinant;
                break;
            default:
                var volume = Vector3.Dot(u, Vector3.Cross(v, w));
                weights[1] = Vector3.Dot(d, Vector3.Cross(v, w)) / volume;
                weights[2] = Vector3.Dot(u, Vector3.Cross(d, w)) / volume;
                weights[3] = Vector3.Dot(u, Vector3.Cross(v, d)) / volume;
                break;
        }

        weights[0] = 1f;
        for (var i = 1; i < weights.Length; i++)
        {
            weights[0] -= weights[i];
        }

        foreach (var weight in weights)
        {
            // Also rejects NaN, the outcome of a division by zero.
            if (!(weight >= Negative && weight <= 1.001f)) return false;
        }

        return true;
    }

    private static Vector3 Linear(Rgba32 color) => new(Srgb.ToLinear(color.R), Srgb.ToLinear(color.G), Srgb.ToLinear(color.B));
}
