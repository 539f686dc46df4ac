using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Run;

namespace Stylize.Engine.Catalog;

/// <summary>What the segmentation of a plate begins with: a preset, or a file that one has made.</summary>
public static class PlateStart
{
    /// <summary>The options to lay those over that are given.</summary>
    /// <exception cref="StylizeException">OptionInvalid: both were named, or the one that was cannot be used.</exception>
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

        // What is learned from the whole plate is learned anew.
        var record = OutputProvenance.Require(ImageSource.File(like), start.Inputs.Codec);
        var options = record.Options?.Where(option => option.Name != PlateProvenance.Learned).ToList();
        return ProvenanceOptions.Like<PlateOptions>(
            record with { Options = options }, PlateRun.OperationName, like, start.Inputs,
            [.. start.Given.Select(option => option.Key)]);
    }
}
