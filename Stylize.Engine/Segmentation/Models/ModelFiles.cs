namespace Stylize.Engine.Segmentation.Models;

/// <summary>The files of a model: the ONNX file, and the JSON file that describes it.</summary>
public static class ModelFiles
{
    /// <summary>Returns the SHA-256 of the files of a model, first that of the model; none for an option that is not a model.</summary>
    /// <param name="path">Full path of the model. Missing files have none.</param>
    public static IEnumerable<string> Sums(OptionDeclaration option, string path) =>
        option.Name != nameof(SegmentationOptions.Model) ? []
            : new[] { path, path + ModelSettings.Extension }.Where(File.Exists).Select(file => SourceHash.Compute(ImageSource.File(file)));
}
