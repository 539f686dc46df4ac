using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Writes the files of a segmented channel in parallel. Files that need pixels are written sequentially if pixels have
/// to be read again, because they share the readers.
/// </summary>
internal sealed record ChannelFiles(WellTimepoint Data, ChannelTiles Channel, StepContext Context)
{
    public StoredChannel Key => Data.Key(Channel.Channel);

    public string Name => $"{Data.Name}_{Channel.Channel}";

    public MontageGrid Grid => Context.GridOf(Channel);

    public ChannelReaders Tiles => Context.PixelsOf(Channel);

    public List<ChannelReaders> Measured => Context.MeasuredWith(Tiles);

    public string? Provenance => Context.Run.Metadata.Provenance;

    /// <summary>Writes the files of steps that show what changed, and returns them in order. The others get the
    /// provenance of this run.</summary>
    public PlateOutput[] Write(IEnumerable<WellStep> steps)
    {
        var all = steps.Where(step => step.OfFiles is not null).SelectMany(step => step.OfFiles!(this))
            .ToLookup(job => (job.Shows & Context.Changed) != 0 || !job.Paths.All(File.Exists));
        all[false].SelectMany(job => job.Paths).ToList().ForEach(Keep);
        var files = all[true].ToList();
        var areLoaded = files.Exists(file => file.NeedsPixels) && Tiles.AreLoaded && Measured.All(m => m.AreLoaded);
        var jobs = files.Index().OrderBy(file => !file.Item.NeedsPixels)
            .GroupBy(file => areLoaded || !file.Item.NeedsPixels ? file.Index : -1, file => file.Index).ToList();
        var written = new PlateOutput[files.Count];
        Context.ForEach(jobs.Count, job => jobs[job].ToList().ForEach(file => written[file] = files[file].Write()));
        return written;
    }

    public string PathOf(WellOutput output) => Context.Plate.Files.Of(output, Key);

    /// <summary>Keeps a file of an earlier run, with the provenance of this one.</summary>
    public void Keep(string path)
    {
        if (Path.GetExtension(path) == ".csv")
        {
            Context.Files.Keep(path);
            return;
        }

        if ((Context.Changed & WellParts.Options) == 0) return;

        using var file = InputFile.Open(path);
        Context.Files.Write(path, target => ProvenanceStamp.Copy(file, target, Provenance!), Context.Cancellation);
    }

    /// <summary>Returns a page with a description and the provenance.</summary>
    public TiffPage Described(TiffPage page, string name, string channel) => page with
    {
        Description = OmeXml.Write(
            name, channel, page.Width, page.Height, page.Bits, PixelSizes.Known(Context.Well, Context.Options)),
        Metadata = Context.Run.Metadata,
    };

    /// <param name="path">Null for a file of the channel.</param>
    public PlateOutput Save(
        WellOutput output, int width, int height, int regions, Action<Stream> write, string? path = null)
    {
        Context.Cancellation.ThrowIfCancellationRequested();

        // WellMarks has checked that the files of the well may be replaced.
        path ??= PathOf(output);
        Context.Files.Write(path, write, Context.Cancellation);
        return new PlateOutput(path, output.Kind, Channel.Channel, width, height, regions);
    }
}
