using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt;

/// <summary>Finds the pixel art of a file of at most a size that gives up the least. In this order, it gives up the
/// dither, frames that hardly differ, colors, frames that differ a little, and the size of the cells.</summary>
/// <param name="convert">Converts the input with other options. The caller owns the result.</param>
internal sealed class SizeSearch(PixelArtOptions options, Func<PixelArtOptions, CellArtifact> convert)
{
    private const int MinColors = 4;

    private readonly long _target = options.TargetSize!.Value;

    /// <summary>Returns the result, which the caller owns.</summary>
    /// <exception cref="StylizeException">OperationFailed: even the last step gives a larger file.</exception>
    public CellArtifact Find(string source)
    {
        var best = convert(options);
        if (SizeOf(best) <= _target) return best;

        var steps = Steps(best);
        if (steps.Count > 0)
        {
            best.Dispose();
            best = Try(^1);
        }

        if (SizeOf(best) is var smallest && smallest > _target)
        {
            best.Dispose();
            throw Errors.SizeMissed.With(source, smallest, _target);
        }

        // Later steps give smaller files.
        for (var (large, fits) = (-1, steps.Count - 1); fits - large > 1;)
        {
            var middle = (large + fits) / 2;
            var found = Try(middle);
            if (SizeOf(found) > _target)
            {
                found.Dispose();
                large = middle;
                continue;
            }

            best.Dispose();
            (best, fits) = (found, middle);
        }

        return best;

        CellArtifact Try(Index step)
        {
            var found = convert(steps[step].Options);
            found.Lowered = steps[step].Lowered;
            return found;
        }
    }

    private static long SizeOf(CellArtifact artifact)
    {
        using var file = new MemoryStream();
        artifact.Write(file);
        return file.Length;
    }

    private List<(PixelArtOptions Options, string[] Lowered)> Steps(CellArtifact first)
    {
        var (steps, lowered) = (new List<(PixelArtOptions, string[])>(), new Dictionary<string, string>());
        var (next, colors, scale) = (options, first.Palette.Colors.Count, first.Scale);
        if (options.Dither != DitherMethod.None)
        {
            Add(next with { Dither = DitherMethod.None, DitherStrength = null, DitherSize = null }, "dither", "none");
        }

        MergeFrames(0.02);
        var least = Math.Max(MinColors, options.LockedColors.Count);
        for (var count = Fewer(colors);
            count >= least && options.AttributeCells is null; count = Fewer(count))
        {
            Add(next with { Colors = count }, "colors", Invariant($"{count} of {colors}"));
        }

        MergeFrames(0.05);
        for (var side = Fewer(scale); side >= 1; side = Fewer(side))
        {
            Add(next with { Scale = side }, "scale", Invariant($"{side} of {scale}"));
        }

        return steps;

        static int Fewer(int count) => Math.Min(count - 1, count * 7 / 8);

        void MergeFrames(double share)
        {
            if (first is not AnimatedPixelArt) return;

            Add(next with { MergedShare = share }, "frames",
                Invariant($"merged if at most {share:0%} of cells differ"));
        }

        void Add(PixelArtOptions changed, string what, string how)
        {
            next = changed;
            lowered[what] = how;
            steps.Add((next, [.. lowered.Select(entry => $"{entry.Key}: {entry.Value}")]));
        }
    }
}
