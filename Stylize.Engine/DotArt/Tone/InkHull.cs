namespace Stylize.Engine.DotArt.Tone;

/// <summary>The colors that paper and inks printed side by side can mix: their convex hull. Among equal mixtures, the
/// one with the least ink is used. Inks that form a line with the paper, such as grays, would then never be used except
/// for the last one; their mixtures use light inks for light tones (<see cref="InkLine"/>).</summary>
/// <param name="paper">Color of the paper, in <see cref="ToneValues"/>.</param>
/// <param name="inks">Colors of the inks, in tone values.</param>
internal sealed class InkHull(Vector3 paper, IReadOnlyList<Vector3> inks)
{
    private const int MaxCorners = 4;
    private const float InkCost = 1e-5f;
    private const float Negative = -1e-6f;

    /// <summary>Weights of red, green and blue in distances, close to the square roots of their luminance, so that
    /// colors that the inks cannot mix keep their lightness rather than their hue.</summary>
    internal static readonly Vector3 Weights = new(0.5f, 0.8f, 0.33f);

    private readonly Vector3[] _corners = [Weights * paper, .. inks.Select(ink => Weights * ink)];
    private readonly InkLine? _line = InkLine.Find(Weights * paper, [.. inks.Select(ink => Weights * ink)]);

    /// <summary>Computes the shares of the mixture that is nearest to a color, by projecting the color onto all faces
    /// with up to four corners.</summary>
    /// <returns>The mixture.</returns>
    public Vector3 Solve(Vector3 wanted, Span<float> shares)
    {
        if (_line is not null) return _line.Solve(Weights * wanted, shares) / Weights;

        Span<int> members = stackalloc int[MaxCorners];
        Span<float> weights = stackalloc float[MaxCorners];
        var best = float.MaxValue;
        var nearest = _corners[0];
        wanted *= Weights;
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

            (best, nearest) = (cost, mixed);
            shares.Clear();
            for (var i = 0; i < count; i++)
            {
                if (members[i] > 0)
                {
                    shares[members[i] - 1] = MathF.Max(0f, weights[i]);
                }
            }
        }

        return nearest / Weights;
    }

    /// <summary>Computes the weights of the projection of a color onto the span of some corners by Cramer's rule.
    /// Returns false if the projection is outside the face.</summary>
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
}

/// <summary>Inks whose colors lie on a line through the paper, from light to dark. A tone that is the share t of the
/// darkest ink is drawn by the two inks that are nearest to the share d = t^(2/3) (1 + t^3), at most 1, which together
/// cover t / d of the paper: light inks draw light tones, with less grain than few dots of the darkest ink, and the
/// darkest ink alone draws the shadows.</summary>
internal sealed class InkLine
{
    /// <summary>Largest distance from the line, relative to its length, of an ink that is on it.</summary>
    private const float MaxDistance = 0.02f;

    private readonly Vector3 _paper, _reach;
    private readonly (float Share, int Ink)[] _inks;

    private InkLine(Vector3 paper, Vector3 reach, (float Share, int Ink)[] inks) =>
        (_paper, _reach, _inks) = (paper, reach, inks);

    /// <summary>Returns the line of several inks; null if they are not on a line, all on the same side of the
    /// paper.</summary>
    public static InkLine? Find(Vector3 paper, IReadOnlyList<Vector3> inks)
    {
        if (inks.Count < 2) return null;

        var reach = inks.MaxBy(ink => Vector3.DistanceSquared(ink, paper)) - paper;
        if (reach == Vector3.Zero) return null;

        var shares = inks.Select(ink => Vector3.Dot(ink - paper, reach) / reach.LengthSquared()).ToArray();
        var isLine = inks.Zip(shares).All(pair => pair.Second > MaxDistance
            && Vector3.Distance(paper + (pair.Second * reach), pair.First) <= MaxDistance * reach.Length());
        return isLine
            ? new InkLine(
                paper, reach, [.. shares.Select((share, ink) => (share, ink)).OrderBy(pair => pair.share)]) : null;
    }

    /// <summary>Computes the shares of the mixture that is nearest to a color.</summary>
    /// <returns>The mixture.</returns>
    public Vector3 Solve(Vector3 wanted, Span<float> shares)
    {
        shares.Clear();
        var tone = Math.Clamp(Vector3.Dot(wanted - _paper, _reach) / _reach.LengthSquared(), 0f, 1f);
        var root = (float)PortableMath.Pow(tone * tone, 1 / 3.0);
        var darkness = MathF.Max(MathF.Min(1f, root * (1f + (tone * tone * tone))), _inks[0].Share);
        var above = Math.Max(1, Array.FindIndex(_inks, ink => ink.Share >= darkness));
        var (light, dark) = (_inks[above - 1], _inks[above]);
        var part = dark.Share > light.Share
            ? Math.Clamp((darkness - light.Share) / (dark.Share - light.Share), 0f, 1f) : 1f;
        shares[light.Ink] = (1f - part) * tone / darkness;
        shares[dark.Ink] = part * tone / darkness;
        return _paper + (tone * _reach);
    }
}
