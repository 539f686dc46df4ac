using Stylize.Engine.Segmentation.Alignment;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Finds the shift of a well at a timepoint.</summary>
internal static class AlignStep
{
    public static WellStep Step { get; } = new(
        "align", "align the timepoints of a well", WellParts.Pixels, WellParts.Shift)
    {
        IsOn = options => options.Align is not null,
        IsRepeatable = true,
        Columns =
        [
            new("AlignedX", "pixels", "CentroidX minus the shift of the timepoint"),
            new("AlignedY", "pixels", "CentroidY minus the shift of the timepoint"),
        ],
        OfTimepoint = (data, context) => data with { Shift = context.Aligner.Run(context) },
    };
}

/// <summary>The timepoint with which those of a well are aligned, in order.</summary>
internal sealed class Aligner(AlignmentReference alignTo, OperationContext context) : IDisposable
{
    private Raster<float>? _reference;
    private (double X, double Y) _ofReference;

    public WellShift Run(StepContext step)
    {
        using var phase = context.Phases.Start("align");
        var (well, scale) = (step.Well, 1);
        var picture = well.Aligned is { } tiles ? Picture(step, tiles, out scale) : null;
        if (picture is null)
        {
            // Empty and unreadable tiles are reported elsewhere.
            return NotAligned(
                step.Opened.Any(c => c.Channel == well.Aligned?.Channel && (c.IsEmpty || c.Numbers.Count == 0)) ? null
                    : $"{well.Name} has no tile in the alignment channel.");
        }

        if (_reference is null)
        {
            _reference = picture;
            return new WellShift(0, 0, 1, true);
        }

        if ((picture.Width, picture.Height) != (_reference.Width, _reference.Height))
        {
            picture.Dispose();
            return NotAligned($"The tiles of {well.Name} differ in size from those of earlier timepoints.");
        }

        // In steps of 1/20 pixel of the montage.
        var found = ImageShift.Find(
            _reference, picture, 20 * scale, context.MaxThreads, context.Cancellation);
        var quality = ShiftQuality.Measure(_reference, picture, found);
        var (x, y) = (_ofReference.X + (scale * found.X), _ofReference.Y + (scale * found.Y));
        var isTrusted = quality >= ShiftQuality.Minimum;
        if (!isTrusted)
        {
            context.Warning?.Invoke(Invariant(
                $"{well.Name}: found a shift of ({x:0.00}, {y:0.00}) pixels, but the image differs too much from the "
                + $"{(alignTo == AlignmentReference.First ? "first" : "previous")} one "
                + $"(quality {quality:0.00} of at least {ShiftQuality.Minimum:0.00}). The shift is not applied."));
        }

        if (isTrusted && alignTo == AlignmentReference.Previous)
        {
            (_reference, picture, _ofReference) = (picture, _reference, (x, y));
        }

        picture.Dispose();
        return new WellShift(x, y, quality, isTrusted);
    }

    public void Dispose() => _reference?.Dispose();

    private WellShift NotAligned(string? why)
    {
        if (why is not null) context.Warning?.Invoke($"{why} The timepoint is not aligned.");
        return new WellShift(0, 0, 0, false);
    }

    /// <summary>Returns the montage of a channel, reduced if large; null if no tile can be read or all are
    /// empty.</summary>
    private static Raster<float>? Picture(StepContext step, ChannelTiles tiles, out int scale)
    {
        scale = 1;
        var readers = step.Read(tiles);
        if (readers.Numbers.Count == 0) return null;

        var grid = step.Place(readers);
        return readers.Numbers.Count == 0 ? null : AlignmentImage.Make(grid, readers, out scale, step.Cancellation);
    }
}
