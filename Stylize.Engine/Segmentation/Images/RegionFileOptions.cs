namespace Stylize.Engine.Segmentation.Images;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>
/// Whether images are stacks, and the files to write for them. Each path is a file, or a folder that receives one file
/// per image.
/// </summary>
public sealed record RegionFileOptions : IOperationOptions
{
    /// <summary>Ends of the names of overlays and masks in a folder.</summary>
    internal const string OverlaySuffix = ".overlay.png", MaskSuffix = ".mask.tif";

    [Option("Table: one CSV file for all images, or a folder.", IsFile = true, ValueName = "path", Default = "none",
        Group = HelpGroup.Common)]
    public string? CsvPath { get; init; }

    [Option("Find nuclei, or measure the label mask, in three dimensions; pages are planes.")]
    [NotWith(nameof(OverlayPath))]
    public bool Volume { get; init; }

    [Option("Distance of the planes of a stack, in the unit of measurements.", ValueName = "length",
        Above = 0, Max = 1e9, Default = "that of the file, or of pixels")]
    [OnlyWith(nameof(Volume))]
    public double? PlaneDistance { get; init; }

    [Option("Overlay of numbered regions: a PNG file, or a folder.", IsFile = true, ValueName = "path",
        Default = "none", Aliases = ["Overlay"], Group = HelpGroup.Common)]
    public string? OverlayPath { get; init; }

    [Option("Label mask: a TIFF file, or a folder.", IsFile = true, ValueName = "path", Default = "none",
        Aliases = ["Mask"], Group = HelpGroup.Common)]
    public string? MaskPath { get; init; }

    [Option("Replace existing files.", Group = HelpGroup.Common)]
    public bool Force { get; init; }

    /// <summary>True if no file is requested.</summary>
    public bool IsEmpty => CsvPath is null && OverlayPath is null && MaskPath is null;

    internal string? Table => CsvPath is { } path && IsFile(path) ? path : null;

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.ForRecord<RegionFileOptions>().Check(this);
        Require(nameof(CsvPath), CsvPath, ".csv");
        Require(nameof(OverlayPath), OverlayPath, ".png");
        Require(nameof(MaskPath), MaskPath, ".tif", ".tiff");
        if (Table is { } table) AtomicFile.RequireNew(table, Force);
    }

    internal IReadOnlyList<(string Kind, string Path)> FilesFor(string source)
    {
        var files = new List<(string Kind, string Path)>();
        if (CsvPath is { } table && !IsFile(table)) files.Add(("Table", In(table, RegionsOperation.Names.Suffix)));
        if (OverlayPath is { } overlay) files.Add(("Overlay", IsFile(overlay) ? overlay : In(overlay, OverlaySuffix)));
        if (MaskPath is { } mask) files.Add(("Mask", IsFile(mask) ? mask : In(mask, MaskSuffix)));
        return [.. files.Select(file => (file.Kind, Path.GetFullPath(file.Path)))];

        string In(string folder, string ending) =>
            Path.Combine(folder, Path.GetFileNameWithoutExtension(source) + ending);
    }

    /// <summary>Returns true for the name of a file, which has an extension, unless a folder of this name
    /// exists.</summary>
    private static bool IsFile(string path) =>
        Path.GetExtension(path).Length > 1 && !Directory.Exists(path);

    private static void Require(string option, string? path, params string[] extensions)
    {
        if (path is null || !IsFile(path)
            || extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)) return;

        throw StylizeException.Option(option, path, $"a file that ends with {extensions[0]}, or a folder");
    }
}

#pragma warning restore CS1591
