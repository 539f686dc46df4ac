using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Studio.Inputs;

namespace Stylize.Studio.Previews;

/// <summary>
/// Draws the regions of a tile: outlines with numbers over the image, and a table. The tile is not reduced, because areas and distances are
/// in pixels.
/// </summary>
/// <param name="folder">Full path of the folder for temporary files.</param>
internal sealed class RegionPreview(IImageCodec codec, string folder)
{
    private const int MaxRows = 2000;

    /// <exception cref="Stylize.Engine.StylizeException">The tile cannot be segmented.</exception>
    public Preview Draw(StudioInput input, SegmentationOptions options, int frame, OperationContext context)
    {
        options.Validate();
        var overlay = Path.Combine(folder, Path.GetRandomFileName() + ".png");
        try
        {
            using var files = new RegionFiles(new RegionFileOptions { OverlayPath = overlay });
            var measured = files.Measure(new ImageInput(input.Source, codec).Still(frame), options, context);
            var info = codec.Identify(ImageSource.File(overlay));
            return new Preview(
                new EncodedPicture("image/png", OwnFile.ReadAll(overlay), info.Width, info.Height),
                [
                    new("Regions", measured.Regions.Count), new("Threshold", measured.Threshold),
                    new("MinimumArea", measured.MinimumArea),
                ],
                IsReduced: false)
            {
                Table = new PreviewTable(
                    [.. measured.Regions.Columns.Select(column => column.Name)],
                    [.. Enumerable.Range(0, Math.Min(MaxRows, measured.Regions.Count)).Select(region => Row(measured.Regions, region))]),
            };
        }
        finally
        {
            File.Delete(overlay);
        }
    }

    private static double?[] Row(RegionTable table, int region) =>
        Array.ConvertAll(table.Row(region).ToArray(), value => double.IsFinite(value) ? value : (double?)null);
}
