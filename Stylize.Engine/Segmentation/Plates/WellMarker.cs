using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// Marks a well whose files are being written and whose rows are not stored yet. The mark of a killed run stays, and tells the next run
/// that it may replace the files of that well without Force.
/// </summary>
internal sealed class WellMarker(PlateOptions options, WellTimepoint well)
{
    private readonly PlateFiles _files = new(options.Folder);

    /// <summary>Refuses a well of which the run has rows already, unless Force is given or a killed run left its mark.</summary>
    /// <param name="stored">What the run has rows of.</param>
    /// <exception cref="StylizeException">TargetExists: the database has rows of the well.</exception>
    public void RequireNew(IReadOnlySet<StoredChannel> stored)
    {
        var there = well.Segmented.FirstOrDefault(
            c => stored.Contains(new StoredChannel(well.Experiment, well.Well, well.Timepoint, c.Channel)));
        if (there is not null && !options.Force && !File.Exists(_files.Marker(well)))
        {
            throw new StylizeException(
                StylizeError.TargetExists, well.Name,
                $"{well.Name} is in the database already: its channel {there.Channel} has rows of the run '{options.Run}', "
                + "which are left untouched.",
                "Give Run another name to keep both, or use Force to replace the rows.");
        }
    }

    /// <summary>Sets the mark.</summary>
    /// <exception cref="StylizeException">
    /// TargetExists: a file of the well is there, Force was not given, and there is no mark. TargetUnwritable: the destination cannot be
    /// written.
    /// </exception>
    public void Set()
    {
        var marker = _files.Marker(well);
        if (!options.Force && !File.Exists(marker) && _files.All(well, options).FirstOrDefault(File.Exists) is { } target)
        {
            throw new StylizeException(
                StylizeError.TargetExists, target,
                $"{well.Name} is segmented already: '{target}' exists and is left untouched, as are the well's rows in the database.",
                "Use Force to segment it again, or choose another destination.");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(marker)!);
            File.WriteAllBytes(marker, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StylizeException(
                StylizeError.TargetUnwritable, options.Destination, $"'{options.Destination}' cannot be written: {e.Message}",
                "Choose a destination folder that you may write to.", e);
        }
    }

    /// <summary>Removes the mark once the well's rows are stored, and the folder of marks with the last one.</summary>
    public void Remove()
    {
        var marker = _files.Marker(well);
        File.Delete(marker);
        var folder = Path.GetDirectoryName(marker)!;
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
