using System.Collections.Immutable;

namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>Renders Gaussians at the pixels of a target or of a sample of it, and compares them with the
/// target.</summary>
/// <remarks>
/// A sample is rendered like a smaller picture, with scaled centers and shapes. Whitened gradients do not depend on the
/// scale.
/// </remarks>
internal sealed unsafe class FitPass : IDisposable
{
    private readonly RowTeam _team;
    private readonly FitSample? _sample;
    private readonly FitTarget _target;

    /// <summary>The parameters in pixels of the sample.</summary>
    private readonly FitParameters? _scaled;
    private readonly FitGeometry _geometry;
    private readonly FitWorkspace?[] _tiles;
    private readonly double[] _tileSums;
    private FitParameters? _shown;

    /// <param name="whole">The whole target; not owned.</param>
    /// <param name="sample">The pixels to use; null for all.</param>
    public FitPass(FitTarget whole, FitSample? sample, int capacity, RowTeam team)
    {
        _team = team;
        _sample = sample;
        _target = sample is { } pixels ? whole.Sample(pixels, team) : whole;
        _scaled = sample is null ? null : new FitParameters(capacity, whole.Channels);
        _geometry = new FitGeometry(capacity, _target.Width, _target.Height);
        Bins = new FitBins(_target, capacity);
        _tiles = new FitWorkspace?[team.Size];
        _tileSums = new double[Bins.Tiles];
    }

    public FitBins Bins { get; }

    /// <summary>The parameters of the last <see cref="Prepare"/>, in pixels of the sample.</summary>
    public FitParameters Shown => _scaled ?? _shown!;

    /// <summary>Sorts Gaussians into the tiles.</summary>
    public void Prepare(FitParameters parameters)
    {
        _shown = parameters;
        _scaled?.Count = parameters.Count;
        var parts = RowBands.Count(parameters.Count, FitBins.PartSize);
        _team.ForEach(parts, PreparePart);
        Bins.Divide(parameters.Count);
        _team.ForEach(parts, BinPart);
    }

    /// <summary>Processes all tiles.</summary>
    /// <returns>The mean squared error over pixels and channels.</returns>
    public double Work(Action<int, int> tile)
    {
        _team.ForEach(Bins.Tiles, tile);
        var sum = 0.0;
        foreach (var tileSum in _tileSums)
        {
            sum += tileSum;
        }

        return sum / ((double)_target.Width * _target.Height * _target.Channels);
    }

    /// <summary>Renders a tile and compares it with the target.</summary>
    /// <returns>The workspace with the strips and the field of the tile.</returns>
    public FitWorkspace Fill(int tile, int worker, FieldContent content)
    {
        var workspace = _tiles[worker] ??= new FitWorkspace(_target);
        _tileSums[tile] = workspace.Fill(Bins.Area(tile), Bins.ItemsIn(tile), Shown, _geometry, content);
        return workspace;
    }

    public void Dispose()
    {
        _geometry.Dispose();
        Bins.Dispose();
        foreach (var tile in _tiles)
        {
            tile?.Dispose();
        }

        if (_scaled is not null)
        {
            _scaled.Dispose();
            _target.Dispose();
        }
    }

    private void PreparePart(int part, int worker)
    {
        var start = part * FitBins.PartSize;
        var end = Math.Min(_shown!.Count, start + FitBins.PartSize);
        _scaled?.CopySampled(_shown, _sample!.Value, start, end);
        _geometry.Update(Shown, start, end);
        Bins.Count(_geometry, start, end);
    }

    private void BinPart(int part, int worker)
    {
        var start = part * FitBins.PartSize;
        Bins.Fill(_geometry, start, Math.Min(Shown.Count, start + FitBins.PartSize));
    }
}

/// <summary>The pixels at equal distances of columns and rows.</summary>
/// <param name="Step">Distance of columns and of rows: 2, 4 or 8.</param>
/// <param name="Left">Column of the first pixel, 0 to <paramref name="Step"/> - 1.</param>
/// <param name="Top">Row of the first pixel, in the same range.</param>
internal readonly record struct FitSample(int Step, int Left, int Top)
{
    /// <summary>Returns the samples that together contain each pixel once. Successive ones lie apart.</summary>
    public static ImmutableArray<FitSample> All(int step)
    {
        ImmutableArray<FitSample> all = [new(1, 0, 0)];
        while (all[0].Step < step)
        {
            all = [.. from shift in Halves from sample in all select new FitSample(
                2 * sample.Step, (2 * sample.Left) + shift.Left, (2 * sample.Top) + shift.Top)];
        }

        return all;
    }

    private static readonly ImmutableArray<(int Left, int Top)> Halves = [(0, 0), (1, 1), (1, 0), (0, 1)];
}

/// <summary>The buffers of one thread for processing a tile.</summary>
internal sealed unsafe class FitWorkspace(FitTarget target) : IDisposable
{
    private readonly FitStrips _strips = new();

    public FitField Field { get; } = new(target);

    /// <summary>The strips of the tile up to <see cref="End"/>, and the shapes of all Gaussians.</summary>
    public FitStrip* Strips => _strips.Start;
    public FitStrip* End { get; private set; }
    public FitShape* Shapes { get; private set; }

    /// <summary>Renders Gaussians and compares them with the target.</summary>
    /// <param name="content">Content of <see cref="Field"/> afterwards.</param>
    /// <returns>The sum of squared differences over pixels and channels.</returns>
    public double Fill(in FitTile area, ReadOnlySpan<FitItem> items, FitParameters parameters, FitGeometry geometry,
        FieldContent content)
    {
        Shapes = geometry.Shapes;
        Field.Begin(area);
        End = FitStripPlanner.Plan(_strips, items, Field, parameters, geometry);
        FitForward.Add(_strips.Start, End, parameters.Channels);
        return Field.Resolve(content);
    }

    public void Dispose()
    {
        Field.Dispose();
        _strips.Dispose();
    }
}
