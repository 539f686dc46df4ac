using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation.Alignment;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>Finds by how far the picture of a well moved, from timepoint to timepoint in order.</summary>
internal sealed class WellAligner(AlignmentReference alignTo, OperationContext context) : IDisposable
{
    private Raster<float>? _reference;
    private (double X, double Y) _ofReference;

    /// <param name="picture">Its montage in the channel of alignment, or null; belongs to the aligner from now on.</param>
    /// <param name="isEmpty">True if no tile could be read or all are empty, which is reported elsewhere.</param>
    public WellShift Next(WellTimepoint well, Raster<float>? picture, int scale, bool isEmpty = false)
    {
        if (picture is null)
        {
            if (!isEmpty)
            {
                context.Warning?.Invoke($"{well.Name} has no tile to align by, so its positions and montages stay as they are.");
            }

            return new WellShift(0, 0, 0, false);
        }

        if (_reference is null)
        {
            _reference = picture;
            return new WellShift(0, 0, 1, true);
        }

        if ((picture.Width, picture.Height) != (_reference.Width, _reference.Height))
        {
            context.Warning?.Invoke($"{well.Name} has tiles of another size than the timepoints before, so it is not aligned.");
            picture.Dispose();
            return new WellShift(0, 0, 0, false);
        }

        // Twentieths of a pixel of the montage.
        var found = PictureShift.Find(
            _reference, picture, 20 * scale, context.MaxThreads, context.Cancellation);
        var quality = ShiftQuality.Of(_reference, picture, found);
        var (x, y) = (_ofReference.X + (scale * found.X), _ofReference.Y + (scale * found.Y));
        var isTrusted = quality >= ShiftQuality.Least;
        if (!isTrusted)
        {
            context.Warning?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"{well.Name} seems to have moved by ({x:0.00}, {y:0.00}) pixels, but its picture is too unlike the "
                + $"{(alignTo == AlignmentReference.First ? "first" : "one before")} "
                + $"(quality {quality:0.00}, needed {ShiftQuality.Least:0.00}): the shift is not applied."));
        }

        if (isTrusted && alignTo == AlignmentReference.Previous)
        {
            (_reference, picture, _ofReference) = (picture, _reference, (x, y));
        }

        picture.Dispose();
        return new WellShift(x, y, quality, isTrusted);
    }

    public void Dispose() => _reference?.Dispose();
}
