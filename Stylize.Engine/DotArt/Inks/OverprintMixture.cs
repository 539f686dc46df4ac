using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>
/// Unmixes colours into inks that are printed over each other: shares a_i whose mixture paper * product(1 - a_i * (1 - ink_i / paper)) is
/// nearest to the colour in linear light, for screens that cover each other by chance (Demichel, 1924; Neugebauer, 1937; inks multiply).
/// First as much of the darkest ink as the lightest channel allows, then the best share of each ink in turn.
/// </summary>
internal sealed class OverprintMixture
{
    private const int Sweeps = 40;
    private const float Least = 1e-4f;

    private readonly float[] _paper;
    private readonly float[][] _absorbs;
    private readonly int _darkest;

    /// <param name="paper">Colour of the paper.</param>
    /// <param name="inks">Colours of the inks on white.</param>
    public OverprintMixture(Rgba32 paper, IReadOnlyList<Rgba32> inks)
    {
        _paper = Linear(paper);
        _absorbs = [.. inks.Select(ink => Linear(ink).Select(c => 1f - c).ToArray())];
        _darkest = Enumerable.Range(0, inks.Count).MaxBy(i => _absorbs[i].Min());
    }

    /// <summary>The shares for a colour in linear light, each [0,1].</summary>
    public void Shares(ReadOnlySpan<float> wanted, Span<float> shares)
    {
        Span<float> target = stackalloc float[3];
        for (var channel = 0; channel < 3; channel++)
        {
            target[channel] = Math.Clamp(wanted[channel] / MathF.Max(Least, _paper[channel]), 0f, 1f);
        }

        shares.Clear();
        var dark = _absorbs[_darkest];
        var lightest = MathF.Max(target[0], MathF.Max(target[1], target[2]));
        var least = MathF.Min(dark[0], MathF.Min(dark[1], dark[2]));
        shares[_darkest] = least > Least ? Math.Clamp((1f - lightest) / MathF.Max(least, 1f - lightest), 0f, 1f) : 0f;
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var moved = 0f;
            for (var ink = 0; ink < shares.Length; ink++)
            {
                // Of one share the mixture is a linear function: p * (1 - a * absorbs), p the product of the others.
                float up = 0, down = 0;
                for (var channel = 0; channel < 3; channel++)
                {
                    var others = 1f;
                    for (var other = 0; other < shares.Length; other++)
                    {
                        others *= other == ink ? 1f : 1f - (shares[other] * _absorbs[other][channel]);
                    }

                    var slope = others * _absorbs[ink][channel];
                    up += slope * (others - target[channel]);
                    down += slope * slope;
                }

                var best = down > Least * Least ? Math.Clamp(up / down, 0f, 1f) : shares[ink];
                moved = MathF.Max(moved, MathF.Abs(best - shares[ink]));
                shares[ink] = best;
            }

            if (moved < Least)
            {
                return;
            }
        }
    }

    private static float[] Linear(Rgba32 color) => [Srgb.ToLinear(color.R), Srgb.ToLinear(color.G), Srgb.ToLinear(color.B)];
}
