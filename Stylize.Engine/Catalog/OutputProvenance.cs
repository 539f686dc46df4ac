using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.IO;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Run;

namespace Stylize.Engine.Catalog;

/// <summary>Reads how a file says that it was made, whatever operation made it.</summary>
public static class OutputProvenance
{
    /// <summary>Extensions of the files beside images that carry a provenance.</summary>
    public static IReadOnlyList<string> OwnExtensions { get; } = [".g2d", ".svg", ".html", ".hpgl", ".plt", ".gpl", ".json"];

    /// <summary>A file's provenance; null where it says none, or cannot be read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="codec">Reads images.</param>
    public static ProvenanceRecord? Read(ImageSource file, IImageCodec codec) =>
        GaussianFileReader.ReadProvenance(file, OptionsOf) ?? ProvenanceReader.Read(file, codec);

    /// <summary>A file's provenance.</summary>
    /// <param name="file">The file.</param>
    /// <param name="codec">Reads images.</param>
    /// <exception cref="StylizeException">ImageMissing: there is no such file. ProvenanceMissing: it does not say how it was
    /// made.</exception>
    public static ProvenanceRecord Require(ImageSource file, IImageCodec codec)
    {
        if (file.Bytes is null)
        {
            InputFile.Require(file.Name);
        }

        return Read(file, codec) ?? throw new StylizeException(
            StylizeError.ProvenanceMissing, file.Name, $"'{file.Name}' does not say how it was made.",
            "Name a file that Stylize has written without {NoProvenance}.");
    }

    /// <summary>The options of a provenance by name, each with its value as scripts use it; null if only their digest is known.</summary>
    /// <param name="record">The provenance of any operation.</param>
    public static IReadOnlyList<KeyValuePair<string, object?>>? Values(ProvenanceRecord record) =>
        record.Options is { } options ? ProvenanceOptions.Values(options, [.. OptionTypes(record.Operation).Select(OptionSet.Of)]) : null;

    private static OptionSet? OptionsOf(string operation) =>
        operation is GaussianImageOperation.OperationName or GaussianEditOperation.OperationName
            ? OptionSet.Of(OptionTypes(operation)[0])
            : null;

    /// <summary>The records whose options an operation writes into its files.</summary>
    private static Type[] OptionTypes(string operation) => operation switch
    {
        PixelArtOperation.OperationName => [typeof(PixelArtOptions), typeof(PixelArtBatchOptions)],
        RestoreOperation.OperationName => [typeof(RestoreOptions)],
        DotArtOperation.OperationName => [typeof(DotArtOptions)],
        GaussianImageOperation.OperationName => [typeof(GaussianImageOptions)],
        GaussianDecodeOperation.OperationName => [typeof(GaussianDecodeOptions)],
        GaussianEditOperation.OperationName => [typeof(GaussianEditOptions)],
        PlateRun.OperationName => [typeof(PlateOptions)],
        _ => [],
    };
}
