using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Run;

namespace Stylize.Engine.Catalog;

/// <summary>The starting options of the segmentation of a plate: a preset or those of an output.</summary>
public static class PlateStart
{
    /// <summary>Returns the starting options.</summary>
    /// <exception cref="StylizeException">OptionInvalid: both are given, or the given one cannot be used.</exception>
    public static PlateOptions Read(StartOptions start)
    {
        if (start.Like is not { } like)
        {
            return new PlateOptions
            {
                Segmentation = UserPresets.Start<SegmentationOptions>(RegionsOperation.OperationName, start.Preset, null),
            };
        }

        start.RequireOne();

        // Values learned from the whole plate are computed again.
        var record = OutputProvenance.Require(ImageSource.File(like), start.Inputs.Codec);
        var options = record.Options?.Where(option => option.Name != PlateProvenance.Learned).ToList();
        return ProvenanceOptions.Like<PlateOptions>(
            record with { Options = options }, PlateRun.OperationName, like, start.Inputs,
            [.. start.Given.Select(option => option.Key)]);
    }
}
