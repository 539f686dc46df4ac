using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Catalog;

/// <summary>Reads how a file was made, whatever operation made it.</summary>
public static class OutputProvenance
{
    /// <summary>Extensions of the files beside images that carry a provenance.</summary>
    public static IReadOnlyList<string> OwnExtensions { get; } =
        [.. OperationCatalog.All.SelectMany(operation => operation.ProvenanceExtensions).Distinct()];

    /// <summary>A file's provenance; null if it does not say how it was made, or cannot be read.</summary>
    public static ProvenanceRecord? Read(ImageSource file, IImageCodec codec) =>
        GaussianFileReader.ReadProvenance(
            file, name => Recorded(name) is { } made && made.Outputs?.Extension == GaussianFileReader.Extension
                ? OptionSet.Of(made.OptionsType)
                : null)
        ?? ProvenanceReader.Read(file, codec);

    /// <summary>A file's provenance.</summary>
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
    public static IReadOnlyList<KeyValuePair<string, object?>>? Values(ProvenanceRecord record) => record.Options is { } options
        ? ProvenanceOptions.Values(options, [.. Recorded(record.Operation)?.OptionTypes.Select(OptionSet.Of) ?? []])
        : null;

    private static OperationDefinition? Recorded(string name) =>
        OperationCatalog.All.FirstOrDefault(operation => operation.Name == name);
}
