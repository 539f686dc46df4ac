using Stylize.Engine.Gaussians.Files;

namespace Stylize.Engine.Catalog;

/// <summary>Reads the provenance of outputs of any operation.</summary>
internal static class OutputProvenance
{
    /// <summary>Extensions of outputs with provenance that are not images.</summary>
    public static IReadOnlyList<string> OwnExtensions { get; } =
        [.. OperationCatalog.All.SelectMany(operation => operation.ProvenanceExtensions).Distinct()];

    /// <summary>Returns the provenance of a file; null if it has none or cannot be read.</summary>
    public static ProvenanceRecord? Read(ImageSource file, IImageCodec codec) =>
        GaussianFileReader.ReadProvenance(
            file, name => Recorded(name) is { } made && made.Outputs?.Extension == GaussianFileReader.Extension
                ? OptionSet.ForRecord(made.OptionsType)
                : null)
        ?? ProvenanceReader.Read(file, codec);

    /// <summary>Returns the provenance of a file.</summary>
    /// <exception cref="StylizeException">ImageMissing: the file does not exist. ProvenanceMissing: it has no
    /// provenance.</exception>
    public static ProvenanceRecord Require(ImageSource file, IImageCodec codec)
    {
        if (file.Bytes is null)
        {
            InputFile.Require(file.Name);
        }

        return Read(file, codec) ?? throw Errors.NoProvenance.With(file.Name);
    }

    /// <summary>Returns the options of a provenance by name, with values for scripts; null if only their digest is
    /// known.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>>? Values(ProvenanceRecord record) =>
        record.Options is { } options
            ? ProvenanceOptions.Values(
                options, [.. Recorded(record.Operation)?.OptionTypes.Select(OptionSet.ForRecord) ?? []])
            : null;

    private static OperationDefinition? Recorded(string name) =>
        OperationCatalog.All.FirstOrDefault(operation => operation.Name == name);
}
