using Stylize.Engine.DotArt.Tone;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Separates colors into overprinted inks: shares a_i whose mixture paper * product(1 - a_i * (1 - ink_i /
/// paper)) is nearest to the color in <see cref="ToneValues"/>, for screens that overlap at random (Demichel, 1924;
/// Neugebauer, 1937) and inks that multiply. The darkest ink replaces gray only in the shadows, because its dots are
/// conspicuous in light colors. The shares are then optimized one ink at a time.</summary>
internal sealed class OverprintMixture
{
    private const float Epsilon = 1e-4f;

    /// <summary>Darkness of the lightest channel from which the darkest ink is used.</summary>
    private const float BlackStart = 0.3f;

    private readonly Vector3 _paper;
    private readonly Vector3[] _absorption;
    private readonly int _darkest;
    private readonly BlackInk? _black;

    /// <param name="paper">Color of the paper.</param>
    /// <param name="keepBlack">True to give black areas the darkest ink alone.</param>
    public OverprintMixture(Rgba32 paper, IReadOnlyList<Rgba32> inks, ToneValues values, bool keepBlack = false)
    {
        _black = keepBlack ? new BlackInk(values[paper], [.. inks.Select(ink => values[ink])], values) : null;
        _paper = Vector3.Max(values[paper], new Vector3(Epsilon));
        _absorption = [.. inks.Select(ink => Vector3.One - values[ink])];
        _darkest = Enumerable.Range(0, inks.Count).MaxBy(i => Min(_absorption[i]));
    }

    /// <summary>Computes the shares for a color in tone values, each in [0,1].</summary>
    public void Shares(Vector3 wanted, Span<float> shares)
    {
        Optimize(wanted, shares);
        _black?.Apply(wanted, shares);
    }

    private void Optimize(Vector3 wanted, Span<float> shares)
    {
        var target = Vector3.Clamp(wanted / _paper, Vector3.Zero, Vector3.One);
        shares.Clear();
        var black = MathF.Max(0f, (Min(Vector3.One - target) - BlackStart) / (1f - BlackStart));
        var darkest = Min(_absorption[_darkest]);
        shares[_darkest] = darkest > Epsilon ? black / MathF.Max(darkest, black) : 0f;
        for (var sweep = 0; sweep < 40; sweep++)
        {
            var moved = 0f;
            for (var ink = 0; ink < shares.Length; ink++)
            {
                // The mixture is linear in each share: p * (1 - a * absorption), with p the product of the other inks.
                var others = Vector3.One;
                for (var other = 0; other < shares.Length; other++)
                {
                    others *= other == ink ? Vector3.One : Vector3.One - (shares[other] * _absorption[other]);
                }

                var slope = others * _absorption[ink];
                float up = Vector3.Dot(slope, others - target), down = Vector3.Dot(slope, slope);
                var best = down > Epsilon * Epsilon ? Math.Clamp(up / down, 0f, 1f) : shares[ink];
                moved = MathF.Max(moved, MathF.Abs(best - shares[ink]));
                shares[ink] = best;
            }

            if (moved < Epsilon) return;
        }
    }

    private static float Min(Vector3 v) => MathF.Min(v.X, MathF.Min(v.Y, v.Z));
}
