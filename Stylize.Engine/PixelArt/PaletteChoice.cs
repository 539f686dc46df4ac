using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Chooses the colors of a palette that fit a picture best: those with the least mean squared distance in Lab from each color of the
/// picture to the nearest chosen color. Colors are added one by one, then exchanged while that helps (Kaufman and Rousseeuw,
/// "Partitioning Around Medoids").
/// </summary>
internal sealed class PaletteChoice
{
    /// <summary>Maximum number of comparisons of a sweep of exchanges.</summary>
    private const long MaxComparisons = 300_000_000;

    /// <summary>Maximum number of sweeps of exchanges.</summary>
    private const int MaxSweeps = 8;

    private readonly float[][] _errors;
    private readonly float[] _nearest;
    private readonly List<int> _chosen = [];

    /// <param name="picture">Colors of the picture with their weights.</param>
    private PaletteChoice(Lab[] palette, IReadOnlyList<(Lab Color, double Weight)> picture)
    {
        _errors = [.. palette.Select(candidate => picture.Select(part =>
        {
            var distance = Lab.Distance(candidate, part.Color);
            return (float)(part.Weight * distance * distance);
        }).ToArray())];
        _nearest = new float[picture.Count];
        Array.Fill(_nearest, float.PositiveInfinity);
    }

    /// <summary>Returns the chosen colors in the order of the palette.</summary>
    /// <param name="count">Maximum number of colors.</param>
    /// <param name="match">The match of the whole palette to the picture; null for the nearest colors.</param>
    public static Palette Choose(
        Palette palette, int count, IReadOnlyList<(Lab Color, double Weight)> picture, ToneMatch? match = null)
    {
        if (count >= palette.Colors.Count) return palette;

        var choice = match is null
            ? new PaletteChoice([.. palette.Colors.Select(LabConversion.FromRgba)], picture)
            : new PaletteChoice(match.Colors, [.. picture.Select(part => (match.Apply(part.Color), part.Weight))]);
        choice.Add(count);
        var comparisons = (long)count * palette.Colors.Count * picture.Count;
        for (var sweep = 0; sweep < MaxSweeps && comparisons <= MaxComparisons && choice.Exchange(); sweep++)
        {
        }

        return palette.With(choice._chosen.Order().Select(i => palette.Colors[i]));
    }

    /// <summary>Adds the color that helps most, again and again. A color helps less the more others are chosen, so old estimates are upper
    /// bounds, and most need not be computed again.</summary>
    private void Add(int count)
    {
        var bounds = new PriorityQueue<(int Candidate, int Chosen), (double Negative, int Candidate)>();
        for (var i = 0; i < _errors.Length; i++)
        {
            bounds.Enqueue((i, 0), (_errors[i].Sum(error => (double)error), i));
        }

        while (_chosen.Count < count && bounds.TryDequeue(out var best, out _))
        {
            if (best.Chosen < _chosen.Count)
            {
                bounds.Enqueue((best.Candidate, _chosen.Count), (-Gain(best.Candidate, _nearest), best.Candidate));
                continue;
            }

            var isFirst = _chosen.Count == 0;
            Include(best.Candidate, _nearest);
            _chosen.Add(best.Candidate);
            if (!isFirst) continue;

            // From the first color on, gains count instead of whole errors.
            bounds.Clear();
            for (var i = 0; i < _errors.Length; i++)
            {
                if (i != best.Candidate)
                {
                    bounds.Enqueue((i, 1), (-Gain(i, _nearest), i));
                }
            }
        }
    }

    /// <summary>Replaces each chosen color by the candidate that helps most without it. Returns false if nothing improved.</summary>
    private bool Exchange()
    {
        var improved = false;
        var without = new float[_nearest.Length];
        for (var slot = 0; slot < _chosen.Count; slot++)
        {
            Array.Fill(without, float.PositiveInfinity);
            for (var other = 0; other < _chosen.Count; other++)
            {
                if (other != slot)
                {
                    Include(_chosen[other], without);
                }
            }

            var (best, most) = (_chosen[slot], Gain(_chosen[slot], without));
            for (var candidate = 0; candidate < _errors.Length; candidate++)
            {
                if (Gain(candidate, without) is var gain && gain - most > 1e-6 * Math.Abs(most) && !_chosen.Contains(candidate))
                {
                    (best, most, improved) = (candidate, gain, true);
                }
            }

            _chosen[slot] = best;
        }

        return improved;
    }

    private double Gain(int candidate, float[] nearest)
    {
        var (errors, gain) = (_errors[candidate], 0.0);
        for (var i = 0; i < errors.Length; i++)
        {
            // With a single color, the whole error counts.
            gain += float.IsPositiveInfinity(nearest[i]) ? -errors[i] : Math.Max(0, nearest[i] - errors[i]);
        }

        return gain;
    }

    private void Include(int candidate, float[] nearest)
    {
        var errors = _errors[candidate];
        for (var i = 0; i < errors.Length; i++)
        {
            nearest[i] = Math.Min(nearest[i], errors[i]);
        }
    }
}
