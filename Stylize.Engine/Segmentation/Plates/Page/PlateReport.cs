using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>
/// Writes the overview and the page of a run from the files of its wells, including those of earlier runs and other machines.
/// </summary>
internal sealed class PlateReport(
    PlateOptions options, PlateFiles files, string? database, IImageCodec codec, WellSummaries found, PlateStatistics plate,
    CancellationToken cancellation)
{
    public bool NoProvenance { get; init; }

    public IReadOnlyList<PlateOutput> Write(PlatePlan plan)
    {
        var written = new List<PlateOutput>();
        var summaries = found.OfPlan(plan);
        if (summaries.Count == 0) return written;

        var title = Title(summaries);
        var record = NoProvenance ? null : Record(summaries);
        if (!options.NoMontage)
        {
            var overview = new PlateOverview(codec);
            foreach (var group in summaries.GroupBy(s => (s.Experiment, s.Timepoint, s.Channel)))
            {
                cancellation.ThrowIfCancellationRequested();
                using var picture = overview.Draw([.. group.Select(s => (s.Well, files.Thumbnail(s.Key)))]);
                var path = files.Overview(group.Key.Experiment, group.Key.Timepoint, group.Key.Channel);
                var encoding = new EncodeOptions(ImageFormat.Png) { Metadata = ProvenanceText.Metadata(record) };
                AtomicFile.Write(path, force: true, target => codec.Encode(picture, target, encoding), cancellation);
                written.Add(new PlateOutput(
                    path, "Overview", group.Key.Channel, picture.Width, picture.Height, group.Sum(s => s.Cells)));
            }
        }

        AtomicFile.Write(files.Wells, force: true, target => CsvField.Write(target, WellLines(summaries)), cancellation);
        written.Add(new PlateOutput(
            files.Wells, "WellTable", "", 0, summaries.Sum(s => s.Counted.Count), summaries.Sum(s => s.Cells)));
        WriteTable(
            written, files.Images, "ImageTable", ["Tile", .. ImageQuality.Names, "Failed", "Excluded"],
            summaries, s => s.Images.Select(image => (image.Channel, (object?[])
            [
                image.Tile, .. image.Values().Cast<object?>(), image.FailedNames, image.IsExcluded ? 1 : 0,
            ])));
        WriteTable(
            written, files.Interests, "RoiTable", ["Roi", "Area", "Cells", "Density"],
            summaries, s => s.Interests.Select(roi => (s.Channel, (object?[])[roi.Name, roi.Area, roi.Cells, roi.Density])));
        var page = new PlatePage(title, Date(summaries), ProvenanceOptions.FromRecord(options), Links(summaries), record,
                new ExampleCells(options, files, plate, plan, codec, cancellation))
            .Write(summaries, [.. plan.Warnings, .. plan.Problems.Select(p => p.Message)], Files);
        AtomicFile.Write(files.Page, force: true, target => target.Write(Encoding.UTF8.GetBytes(page)), cancellation);
        written.Add(new PlateOutput(files.Page, "Page", "", 0, summaries.Count, summaries.Sum(s => s.Cells)));
        return written;
    }

    /// <summary>Returns true if the page was created from the current files of the wells, or if no well has files.</summary>
    public bool IsCurrent(PlatePlan plan) =>
        found.OfPlan(plan) is not { Count: > 0 } summaries
        || (IsThere
            && Record(summaries) is var record
            && summaries.Where(_ => !options.NoMontage).Select(s => files.Overview(s.Experiment, s.Timepoint, s.Channel)).Distinct()
                .Append(files.Page)
                .All(path => ProvenanceReader.Read(ImageSource.File(path), codec)?.IsEquivalentTo(record) == true));

    /// <summary>True if table and page exist. The page is written last.</summary>
    public bool IsThere => File.Exists(files.Wells) && File.Exists(files.Page);

    /// <summary>Returns the table of wells: keys, plate map and statistics of each measurement.</summary>
    private static IEnumerable<string> WellLines(IReadOnlyList<WellSummary> summaries)
    {
        string[] columns = [.. summaries.SelectMany(s => s.Conditions.Keys).Distinct()];
        yield return CsvField.Line(
            ["Experiment", "Well", "Timepoint", "Channel", .. columns, "Measurement", "Count", .. WellStatistic.Names]);
        foreach (var (summary, row) in summaries.SelectMany(s => s.Counted, (summary, row) => (summary, row)))
        {
            yield return CsvField.Line(
            [
                summary.Experiment, summary.Well, summary.Timepoint, summary.Channel,
                .. columns.Select(column => summary.Conditions.GetValueOrDefault(column)), row.Measurement, row.Count,
                .. row.Values().Cast<object?>(),
            ]);
        }
    }

    /// <summary>Writes a table with rows of summaries after the keys of the wells; without a row, deletes that of an earlier run.</summary>
    private void WriteTable(
        List<PlateOutput> written, string path, string kind, string[] columns, IReadOnlyList<WellSummary> summaries,
        Func<WellSummary, IEnumerable<(string Channel, object?[] Values)>> rows)
    {
        var lines = summaries.SelectMany(rows, (summary, row) =>
            CsvField.Line([summary.Experiment, summary.Well, summary.Timepoint, row.Channel, .. row.Values])).ToList();
        if (lines.Count == 0)
        {
            File.Delete(path);
            return;
        }

        var head = CsvField.Line(["Experiment", "Well", "Timepoint", "Channel", .. columns]);
        AtomicFile.Write(path, force: true, target => CsvField.Write(target, lines.Prepend(head)), cancellation);
        written.Add(new PlateOutput(path, kind, "", 0, lines.Count, summaries.Sum(s => s.Cells)));
    }

    private string Title(IReadOnlyList<WellSummary> summaries) => string.Join(", ", summaries.Select(s => s.Experiment).Distinct())
        + (options.Run == RunRecord.DefaultName ? "" : $", run {options.Run}");

    private ProvenanceRecord Record(IReadOnlyList<WellSummary> summaries)
    {
        var text = string.Concat(summaries.Select(s => s.ToJson() + "\n"));
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return ProvenanceRecord.Create(
            PlateOptions.OperationName, PlateOptions.OperationVersion, ProvenanceOptions.FromRecord(options), Title(summaries), digest);
    }

    /// <summary>Returns the day on which the last of the wells was segmented.</summary>
    private string Date(IReadOnlyList<WellSummary> summaries) => summaries
        .Select(s => File.GetLastWriteTimeUtc(files.Summary(s.Key.Well, s.Channel))).Max()
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private IEnumerable<KeyValuePair<string, string>> Links(IReadOnlyList<WellSummary> summaries)
    {
        if (database is not null)
        {
            yield return new("Database", Address(database));
        }

        yield return new("Wells", Address(files.Wells));
        if (summaries.Any(s => s.Images.Count > 0)) yield return new("Images", Address(files.Images));
        if (summaries.Any(s => s.Interests.Count > 0)) yield return new("Regions of interest", Address(files.Interests));

        string[] folders = ["Regions", "Tracks", "Overlays", "CellMasksMontage"];
        foreach (var folder in folders.Where(f => Directory.Exists(Path.Combine(files.Folder, f))))
        {
            yield return new(folder == "CellMasksMontage" ? "Masks" : folder, folder + "/");
        }

        var overviews = summaries.Select(s => (s.Experiment, s.Timepoint, s.Channel)).Distinct()
            .Where(s => !options.NoMontage && File.Exists(files.Overview(s.Experiment, s.Timepoint, s.Channel))).ToList();
        if (overviews is [.., var last])
        {
            yield return new("Overview", Address(files.Overview(last.Experiment, last.Timepoint, last.Channel)));
        }
    }

    private PageWell Files(WellSummary summary) => new(
        Thumbnail(summary), Existing(files.Overlay(summary.Key.Well, summary.Channel)),
        Existing(files.Table(summary.Key.Well, summary.Channel)));

    private string? Existing(string path) => File.Exists(path) ? Address(path) : null;

    /// <summary>Returns the address of a file relative to the page, so that the destination can be moved.</summary>
    private string Address(string path)
    {
        var relative = Path.GetRelativePath(files.Folder, path);
        return Path.IsPathFullyQualified(relative) ? new Uri(relative).AbsoluteUri
            : string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }

    private byte[]? Thumbnail(WellSummary summary) =>
        StylizeException.OrDefault(() => InputFile.ReadAll(files.Thumbnail(summary.Key), InputFile.MetadataBytes));
}
