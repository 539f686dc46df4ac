using Stylize.Engine.Gaussians.Device;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Draws prepared Gaussians on a device. The processor prepares Gaussians in double precision, which many devices lack, and bins them like
/// <see cref="GaussianRenderer"/>; the device evaluates and composites the samples. Pixels are within 1/255 of those of the processor.
/// </summary>
internal sealed unsafe class DeviceRenderer : IDisposable
{
    private const string Source = "render.cl";

    /// <summary>Largest number of (Gaussian, cell) pairs, and of cells, in memory. One row of cells may have more.</summary>
    private const int MaxEntries = 1 << 22;

    /// <summary>Largest number of samples of a part, unless one cell has more.</summary>
    private const int MaxSamples = 1 << 22;

    /// <summary>Samples of the first part; see <see cref="DevicePace"/>.</summary>
    private const int FirstSamples = 1 << 16;

    /// <summary>Bytes of a sample, of a pixel of floats, and of an entry with its share of the cells.</summary>
    private const int SampleBytes = 16;
    private const int PixelBytes = 16;
    private const int EntryBytes = 28;

    private readonly RenderJob _job;
    private readonly SampleTiles _grid;
    private readonly DeviceQueue _queue;
    private readonly DeviceBuffer<PreparedGaussian> _gaussians;
    private readonly DeviceBuffer<SampleBox> _boxes;
    private readonly DeviceBuffer<Vector128<float>> _samples;
    private readonly DeviceBuffer<float> _pixels;
    private readonly PooledBuffer<float> _staging;
    private DeviceBuffer<int>? _entries;
    private DeviceBuffer<long>? _ranges;
    private DeviceBuffer<Tile>? _cells;
    private DevicePace _pace = new(FirstSamples, MaxSamples);

    private DeviceRenderer(RenderJob job, ComputeDevice device)
    {
        _job = job;
        _grid = new SampleTiles(job.Columns, job.Rows);
        _queue = new DeviceQueue(device);
        try
        {
            _gaussians = _queue.Allocate<PreparedGaussian>(job.Prepared.Gaussians.Length);
            _boxes = _queue.Allocate<SampleBox>(job.Prepared.Boxes.Length);
            _queue.Write(_gaussians, job.Prepared.Gaussians.Span);
            _queue.Write(_boxes, job.Prepared.Boxes.Span);
            var samples = PartSamples(job);
            _samples = _queue.Allocate<Vector128<float>>(samples);
            _staging = new PooledBuffer<float>(checked((int)(4 * (samples + (16L * MaxRows(job))))));
            _pixels = _queue.Allocate<float>(_staging.Length);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Draws all pixels to the sink of a job.</summary>
    /// <exception cref="StylizeException">DeviceFailed.</exception>
    public static void Draw(RenderJob job, ComputeDevice device, ThreadGrant maxThreads)
    {
        var bytes = (job.Prepared.Gaussians.Length * (long)(sizeof(PreparedGaussian) + sizeof(SampleBox)))
            + ((long)EntryBytes * MaxEntries) + ((SampleBytes + PixelBytes) * PartSamples(job));
        using var admission = device.Admit(bytes, job.Cancellation);
        using var renderer = new DeviceRenderer(job, device);
        renderer.Draw(maxThreads);
    }

    public void Dispose()
    {
        _queue.Dispose();
        _staging?.Dispose();
    }

    /// <summary>Returns the largest number of samples of a part.</summary>
    private static long PartSamples(RenderJob job)
    {
        var grid = new SampleTiles(job.Columns, job.Rows);
        return Math.Max(
            Math.Min(MaxSamples, (long)job.Columns.Samples * grid.Down * grid.TileHeight), (long)grid.TileWidth * grid.TileHeight);
    }

    /// <summary>Returns the largest number of rows of pixels of a part.</summary>
    private static int MaxRows(RenderJob job) => (int)Math.Min(job.Rows.Pixels + SampleTiles.MaxRows, MaxSamples);

    private void Draw(ThreadGrant maxThreads)
    {
        var keepOrder = _job.Model.Compositing == GaussianCompositing.Over;
        TileBins.ForEachRound(_grid, _job.Prepared.Boxes, keepOrder, MaxEntries, MaxEntries, (bins, first, end) =>
        {
            WriteCells(bins, first, end);
            DrawRows(first, end, maxThreads);
            ReleaseCells();
        });
    }

    /// <summary>Copies the Gaussians and bounds of the cells of some rows to the device.</summary>
    private void WriteCells(TileBins bins, int first, int end)
    {
        var cells = new Tile[(end - first) * _grid.Across];
        var ranges = new long[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            var (row, column) = Math.DivRem(i, _grid.Across);
            var range = bins.Range(column, first + row);
            cells[i] = _grid[column, first + row];
            ranges[i] = (uint)range.Start.Value | ((long)range.End.Value << 32);
        }

        _cells = _queue.Allocate<Tile>(cells.Length);
        _ranges = _queue.Allocate<long>(cells.Length);
        _entries = _queue.Allocate<int>(bins.Entries.Length);
        _queue.Write<Tile>(_cells, cells);
        _queue.Write<long>(_ranges, ranges);
        _queue.Write(_entries, bins.Entries);
    }

    private void ReleaseCells()
    {
        _cells?.Dispose();
        _ranges?.Dispose();
        _entries?.Dispose();
    }

    /// <summary>Draws rows of cells in parts that the pace bounds: whole rows, or parts of one row.</summary>
    private void DrawRows(int first, int end, ThreadGrant maxThreads)
    {
        for (var top = first; top < end;)
        {
            var fits = (int)Math.Max(1, _pace.Amount / ((long)_grid.TileWidth * _grid.TileHeight));
            var rows = Math.Clamp(fits / _grid.Across, 1, end - top);
            var columns = Math.Min(fits, _grid.Across);
            for (var left = 0; left < _grid.Across; left += columns)
            {
                DrawPart(left, top, Math.Min(_grid.Across, left + columns), top + rows, first, maxThreads);
            }

            top += rows;
        }
    }

    /// <summary>Draws the cells [left, right) of the rows [top, bottom).</summary>
    /// <param name="firstRow">The row of the first cell on the device.</param>
    private void DrawPart(int left, int top, int right, int bottom, int firstRow, ThreadGrant maxThreads)
    {
        _job.Cancellation.ThrowIfCancellationRequested();
        _pace.Begin();
        var model = _job.Model;
        var (start, end) = (_grid[left, top], _grid[right - 1, bottom - 1]);
        var area = new Tile(start.Left, start.Top, end.Right, end.Bottom);
        if (area.Width <= 0) return;

        var side = _queue.Device.GroupSide;
        var (across, down) = ((_grid.TileWidth + side - 1) / side, (_grid.TileHeight + side - 1) / side);
        var background = model.Background;
        var backAlpha = model.HasAlpha ? background.A : 1;
        _queue.Run(Source, "draw", (long)(right - left) * across, (long)(bottom - top) * down,
        [
            _gaussians, _boxes, _entries!, _ranges!,
            _cells!, across, down, Vector128.Create(left, top - firstRow, _grid.Across, 0),
            Vector128.Create(area.Left, area.Top, area.Width, 0), (int)model.Compositing, model.HasAlpha ? 1 : 0,
            GaussianWindow.Create(model.Cutoff, 1).Floor, model.Compositing == GaussianCompositing.Normalized ? model.Epsilon : 1,
            _job.FullAlpha,
            Vector128.Create(background.R * backAlpha, background.G * backAlpha, background.B * backAlpha, backAlpha),
            _samples,
        ]);
        Resolve(area, maxThreads);
        _pace.End();
    }

    /// <summary>Converts samples to pixels and gives them to the sink.</summary>
    private void Resolve(in Tile area, ThreadGrant maxThreads)
    {
        var (columns, rows, side) = (_job.Columns, _job.Rows, _queue.Device.GroupSide);
        var (width, height) = (area.Width / columns.PerPixel, area.Height / rows.PerPixel);
        var (left, top) = (area.Left / columns.PerPixel, area.Top / rows.PerPixel);
        var packed = _job.Sink as IPackedSink;
        var stride = packed is null ? (width + 15) & ~15 : width;
        _queue.Run(Source, "resolve", (width + side - 1) / side, (height + side - 1) / side,
        [
            _samples, Vector128.Create(width, height, columns.PerPixel, rows.PerPixel), area.Width, stride,
            _job.Model.HasAlpha ? 1 : 0, _job.Model.BlendSpace == GaussianBlendSpace.Linear ? 1 : 0, packed is null ? 0 : 1, _pixels,
            _pixels,
        ]);
        var plane = (nint)stride * height;
        _queue.Read(_pixels, _staging.Span[..checked((int)(packed is null ? 4 * plane : plane))]);
        var staging = _staging.Pointer;
        RowBands.ForEachRow(height, maxThreads, _job.Cancellation, y =>
        {
            var row = staging + ((nint)y * stride);
            if (packed is not null)
            {
                new ReadOnlySpan<uint>(row, width).CopyTo(new Span<uint>(packed.At(left, top + y), width));
            }
            else
            {
                _job.Sink.Write(left, top + y, width, row, row + plane, row + (2 * plane), row + (3 * plane));
            }
        });
    }
}
