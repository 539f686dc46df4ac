using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>A file that was written for a segmented image.</summary>
/// <param name="Kind">Table, Overlay or Mask.</param>
public sealed record RegionFile(string Kind, string Path);

/// <summary>Writes the files of segmented images: overlays and masks with the work of each image, and one table at the
/// end.</summary>
/// <param name="options">Validated.</param>
/// <param name="first">The files of the same run, of inputs with other options; null for none.</param>
public sealed class RegionFiles(RegionFileOptions options, RegionFiles? first = null) : IDisposable
{
    private readonly Dictionary<string, string> _owners = first?._owners ?? new(StringComparer.OrdinalIgnoreCase);
    private readonly SourceHashes _hashes = first?._hashes ?? new();
    private readonly Dictionary<string, TableOfImages> _tables =
        first?._tables ?? new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, byte> _declined = new(StringComparer.Ordinal);

    /// <summary>Asks on the thread of the caller whether to write files, with what is done; null to write
    /// all.</summary>
    public Func<string, string, bool>? Confirm { get; init; }

    /// <summary>True if no file is requested.</summary>
    public bool IsEmpty => options.IsEmpty;

    /// <summary>The tables of several images that have rows.</summary>
    public IEnumerable<string> Tables => _tables.Keys;

    /// <summary>Reserves the files of an image. Called in the order of the images.</summary>
    /// <returns>The failure if they exist or belong to another image; otherwise null.</returns>
    public StylizeException? Reserve(string source)
    {
        foreach (var (_, path) in options.FilesFor(source))
        {
            if (_owners.TryGetValue(path, out var owner))
            {
                return Errors.SameResult.With(source, owner, path);
            }

            _owners[path] = source;
            if (path == source)
            {
                return Errors.ResultIsSource.With(source);
            }

            if (!options.Force && File.Exists(path)) return Engine.Errors.NotReplaced.With(path);
        }

        var files = string.Join(", ", options.FilesFor(source).Select(file => file.Path));
        if (files.Length > 0 && Confirm?.Invoke(files, $"Create from '{source}'") == false) _declined[source] = 0;

        return null;
    }

    /// <summary>Estimates the peak bytes of measuring an image or a stack from its header.</summary>
    public long EstimateMemory(ImageInput input, SegmentationOptions segmentation) =>
        options.Volume && segmentation.LabelPath is null
            ? StackRegions.EstimateMemory(input.Info.PixelCount, input.Info.Pages)
            : ImageRegions.EstimateMemory(input, segmentation);

    /// <summary>Segments and measures an image, and writes its overlay, its mask and its own table: all or
    /// none.</summary>
    /// <param name="frame">Page from 0; null for the first, with a warning if there are more, or for all planes of a
    /// volume.</param>
    /// <exception cref="StylizeException">As
    /// <see cref="ImageRegions.Measure(ImageInput, SegmentationOptions, OperationContext)"/>, and
    /// TargetUnwritable.</exception>
    public ImageRegions Measure(
        ImageInput input, SegmentationOptions segmentation, OperationContext context, int? frame = null)
    {
        var files = _declined.ContainsKey(input.Source.Name) ? [] : options.FilesFor(input.Source.Name);
        input = options.Volume ? input.Measured().Still(frame) : input.Measured().OnePage(frame, context);
        var measured = options.Volume
            ? MeasureVolume(input, files, segmentation, context) : MeasureArea(input, files, segmentation, context);
        return measured with
        {
            PixelSize = segmentation.PixelSize,
            Table = options.Table,
            Files = [.. files.Select(file => new RegionFile(file.Kind, file.Path))],
        };
    }

    private ImageRegions MeasureArea(
        ImageInput input, IReadOnlyList<(string Kind, string Path)> files, SegmentationOptions segmentation,
        OperationContext context)
    {
        var record = files.Count == 0 ? null : Record(input, segmentation, context);
        using var reader = new SampleScanner(input, segmentation.Stain);
        return ImageRegions.Measure(reader, input, segmentation, context, files.Count == 0 ? null : (labeled, table) =>
        {
            using var phase = context.Phases.Start("write");
            var pending = new List<PendingFile>();
            try
            {
                foreach (var (kind, path) in files)
                {
                    var write = Writer(kind, reader, labeled, table, segmentation.PixelSize, record!, context);
                    pending.Add(PendingFile.Write(path, write, context.Cancellation));
                }

                PendingFile.CommitAll(pending, options.Force);
            }
            finally
            {
                pending.ForEach(file => file.Dispose());
            }
        });
    }

    /// <summary>Adds the rows of an image to the table of all images.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the table has other columns.</exception>
    public void Add(string source, ImageRegions regions)
    {
        if (regions.Table is not { } path) return;

        if (!_tables.TryGetValue(path, out var table)) _tables.Add(path, table = new TableOfImages());

        table.Add(source, regions.Regions);
    }

    /// <summary>Writes and returns the tables of several images; none if none is requested or has rows.</summary>
    /// <exception cref="StylizeException">TargetUnwritable.</exception>
    public IReadOnlyList<RegionFile> Complete(CancellationToken cancellation)
    {
        foreach (var (path, table) in _tables)
        {
            if (Confirm?.Invoke(path, "Write the table") == false) continue;

            AtomicFile.Write(path, options.Force, table.CopyTo, cancellation);
        }

        return [.. _tables.Keys.Select(path => new RegionFile("Table", path))];
    }

    /// <summary>Discards the rows of tables that were not completed.</summary>
    public void Dispose()
    {
        foreach (var table in _tables.Values)
        {
            table.Dispose();
        }

        _tables.Clear();
        _hashes.Dispose();
    }

    /// <summary>The rows of several images, in a temporary file.</summary>
    private sealed class TableOfImages : IDisposable
    {
        private readonly FileStream _rows = new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

        private readonly StreamWriter _writer;
        private IReadOnlyList<string>? _columns;

        public TableOfImages() => _writer = new StreamWriter(_rows, new UTF8Encoding(false), leaveOpen: true);

        public void Add(string source, RegionTable regions)
        {
            string[] columns = [.. regions.Columns.Select(column => column.Name)];
            if (_columns?.SequenceEqual(columns) == false)
            {
                throw Errors.OtherColumns.With(nameof(RegionFileOptions.CsvPath), source);
            }

            regions.WriteCsv(_writer, header: _columns is null, ["Path"], _ => [source]);
            _columns ??= columns;
        }

        public void CopyTo(Stream target)
        {
            _writer.Flush();
            _rows.Position = 0;
            _rows.CopyTo(target);
        }

        public void Dispose()
        {
            try
            {
                _writer.Dispose();
            }
            catch (IOException)
            {
                // The rows are discarded.
            }

            _rows.Dispose();
        }
    }

    /// <summary>Rejects options that describe areas or a threshold.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    internal static void RequireVolume(SegmentationOptions segmentation)
    {
        var start = new SegmentationOptions();
        if (segmentation.Method is not (ThresholdMethod.Learned or ThresholdMethod.Labels)
            || segmentation with { LabelPath = null, Method = start.Method, PixelSize = start.PixelSize } != start)
        {
            throw Errors.VolumeOptions.With(nameof(RegionFileOptions.Volume));
        }
    }

    private ImageRegions MeasureVolume(
        ImageInput input, IReadOnlyList<(string Kind, string Path)> files, SegmentationOptions segmentation,
        OperationContext context)
    {
        if (segmentation.LabelPath is not null && options.MaskPath is not null)
        {
            throw StylizeException.MutuallyExclusive(nameof(segmentation.LabelPath), nameof(options.MaskPath));
        }

        RequireVolume(segmentation);
        if (input.DecodeOptions.Page > 0) throw StylizeException.MutuallyExclusive(nameof(options.Volume), "Frame");

        var description = StackRegions.Description(input);
        StackRegions.RequireOneVolume(input, description);
        var distance = options.PlaneDistance ?? StackRegions.PlaneDistance(description, segmentation.PixelSize);
        RegionTable table;
        using (context.Phases.Start("measure"))
        {
            table = segmentation.LabelPath is null
                ? StackRegions.Find(input, segmentation.PixelSize, distance, WriteMask, context.Cancellation)
                : StackRegions.Measure(
                    input, ImageRegions.MaskPath(input, segmentation), segmentation.PixelSize, distance,
                    context.Cancellation);
        }

        foreach (var (_, path) in files.Where(file => file.Kind != "Mask"))
        {
            AtomicFile.Write(path, options.Force, table.WriteCsv, context.Cancellation);
        }

        void WriteMask(LabeledRuns labeled)
        {
            foreach (var (_, path) in files.Where(file => file.Kind == "Mask"))
            {
                var record = Record(input, segmentation, context);
                AtomicFile.Write(
                    path, options.Force, target => WriteLabels(target, labeled, record), context.Cancellation);
            }
        }

        return new ImageRegions(table, null);
    }

    private static void WriteLabels(Stream target, LabeledRuns labeled, ProvenanceRecord record) => LabelMask.Write(
        labeled, 0, 0, labeled.Runs.Width, labeled.Height, target, LosslessCompression.Fast,
        page => page with { Metadata = ProvenanceText.Metadata(record) });

    private ProvenanceRecord Record(ImageInput input, SegmentationOptions segmentation, OperationContext context)
    {
        var operation = new RegionsOperation(segmentation);
        using (context.Phases.Start("hash"))
        {
            return ProvenanceRecord.Create(
                operation.Name, operation.Version, ((IOperation)operation).Differences, input.Source.Name,
                _hashes.HashOf(input, isRead: true, context.Cancellation));
        }
    }

    private static Action<Stream> Writer(
        string kind, SampleScanner reader, LabeledRuns labeled, RegionTable table, double pixelSize,
        ProvenanceRecord record, OperationContext context) => target =>
    {
        switch (kind)
        {
            case "Overlay":
                using (var overlay = new RegionOverlay(reader, labeled, table, pixelSize, context.Cancellation))
                {
                    overlay.Write(target, ProvenanceText.Write(record));
                }

                break;
            case "Mask":
                WriteLabels(target, labeled, record);
                break;
            default:
                table.WriteCsv(target);
                break;
        }
    };
}
