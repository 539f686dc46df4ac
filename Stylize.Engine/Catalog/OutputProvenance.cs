using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Imaging;
using Stylize.Engine.IO;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;

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

    private static OptionSet? OptionsOf(string operation) => operation switch
    {
        GaussianImageOperation.OperationName => OptionSet.Of<GaussianImageOptions>(),
        GaussianEditOperation.OperationName => OptionSet.Of<GaussianEditOptions>(),
        _ => null,
    };
}
