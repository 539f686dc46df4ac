using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// The iteration of Gerstner et al. 2012: superpixels and palette in turns at a falling temperature, from 1.1 sqrt(2 lambda_max) on, where lambda_max
/// is the largest variance of the image's colours.
/// </summary>
internal sealed class Annealing : IDisposable
{
    /// <summary>Rounds in which the superpixels follow an improved palette.</summary>
    private const int SettlingRounds = 3;

    private readonly PixelArtOptions _options;
    private readonly PixelBlocks _blocks;
    private readonly Assignment _assignment;
    private readonly Smoothing _smoothing;
    private readonly double _initialTemperature;

    /// <param name="importance">Weight of each cell when the palette is found, row-major, 0 or more; empty for all alike.</param>
    public Annealing(PixelBlocks blocks, PixelArtOptions options, ReadOnlySpan<float> importance, RowTeam team)
    {
        _options = options;
        _blocks = blocks;
        Superpixels = new Superpixels(blocks.Columns.Cells, blocks.Rows.Cells);
        _assignment = new Assignment(blocks, Superpixels, options.SpatialWeight, team);
        _smoothing = new Smoothing(Superpixels, options.PositionSmoothing, options.ColorSmoothing);
        var moments = Initialise(importance);
        _initialTemperature = Math.Max(options.InitialTemperatureFactor * Math.Sqrt(2 * moments.LargestVariance), options.FinalTemperature);
        Temperature = _initialTemperature;
        IReadOnlyList<Rgba32> locked = options.Palette?.Colors ?? options.LockedColors;
        Mixture = new PaletteMixture(
            Superpixels,
            [.. locked.Select(LabConversion.FromRgba)],
            options.Palette?.Colors.Count ?? options.Colors,
            options.SplitDistance,
            options.SplitPerturbation);
    }

    public Superpixels Superpixels { get; }

    public PaletteMixture Mixture { get; }

    /// <summary>Iterations done.</summary>
    public int Iterations { get; private set; }

    /// <summary>Temperature now, in Lab units.</summary>
    public double Temperature { get; private set; }

    /// <summary>Share of the way from the first temperature to the last, [0,1].</summary>
    public double Progress => _initialTemperature <= _options.FinalTemperature
        ? 1
        : Math.Clamp(Math.Log(_initialTemperature / Temperature) / Math.Log(_initialTemperature / _options.FinalTemperature), 0, 1);

    /// <summary>Anneals to the final temperature or to one of the early stops.</summary>
    /// <param name="iterated">Called after each iteration.</param>
    public void Run(CancellationToken cancellation, Action iterated)
    {
        var still = 0;
        var movedBefore = 0.0;
        while (Iterations < _options.MaxIterations)
        {
            cancellation.ThrowIfCancellationRequested();
            var last = Temperature <= _options.FinalTemperature;
            _assignment.Run(coarse: !last);
            _smoothing.Run();
            var (moved, changed) = Mixture.Refine(Temperature);
            Iterations++;
            iterated();
            still = moved <= _options.StagnationTolerance && changed == 0 ? still + 1 : 0;
            if (still >= _options.StagnationIterations)
            {
                break;
            }

            if (moved < _options.PaletteTolerance)
            {
                // Halves that have just begun to part move little yet, but more each time.
                if (last && moved <= movedBefore)
                {
                    break;
                }

                if (!last)
                {
                    Temperature = Math.Max(Temperature * _options.CoolingRate, _options.FinalTemperature);
                    Mixture.Expand();
                }
            }

            movedBefore = moved;
        }

        Mixture.Close();
    }

    /// <summary>Improves the palette and relabels the annealed superpixels by their samples.</summary>
    /// <returns>The palette.</returns>
    public Lab[] Finish(CancellationToken cancellation)
    {
        Lab[] colors;
        using (var swap = new PaletteSwap(Superpixels, Mixture.ToColors(), Mixture.Locked, Mixture.MaxColors))
        {
            colors = swap.Run(cancellation);
        }

        Mixture.Replace(colors);
        for (var i = 0; i < SettlingRounds; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _assignment.Run(coarse: false);
            _smoothing.Run();
            Mixture.Associate();
        }

        using var finishing = new Finishing(_blocks, Superpixels, _assignment, colors, _options.Cohesion);
        finishing.Run(cancellation);
        return colors;
    }

    public void Dispose()
    {
        _assignment.Dispose();
        _smoothing.Dispose();
        Mixture.Dispose();
        Superpixels.Dispose();
    }

    /// <summary>Puts each superpixel in the middle of its cell, with the mean colour of the cell's samples.</summary>
    private unsafe Moments Initialise(ReadOnlySpan<float> importance)
    {
        var all = default(Moments);
        for (var cellY = 0; cellY < Superpixels.Height; cellY++)
        {
            for (var cellX = 0; cellX < Superpixels.Width; cellX++)
            {
                var pattern = _blocks.Pattern(cellX, cellY);
                var start = _blocks.Start(cellX, cellY);
                double l = 0, a = 0, b = 0;
                var count = 0;
                for (var i = start; i < start + pattern.Count; i++)
                {
                    if (!float.IsNaN(_blocks.L[i]))
                    {
                        l += _blocks.L[i];
                        a += _blocks.A[i];
                        b += _blocks.B[i];
                        count++;
                        if (i - start < pattern.CoarseCount)
                        {
                            all.Add(_blocks.L[i], _blocks.A[i], _blocks.B[i], 1);
                        }
                    }
                }

                var s = Superpixels.Index(cellX, cellY);
                Superpixels.X[s] = _blocks.Columns.First(cellX) + (pattern.Width / 2f);
                Superpixels.Y[s] = _blocks.Rows.First(cellY) + (pattern.Height / 2f);
                Superpixels.Importance[s] = importance.IsEmpty ? 1 : importance[(cellY * Superpixels.Width) + cellX];
                if (count > 0)
                {
                    Superpixels.L[s] = (float)(l / count);
                    Superpixels.A[s] = (float)(a / count);
                    Superpixels.B[s] = (float)(b / count);
                    Superpixels.Weight[s] = Superpixels.Importance[s];
                }
            }
        }

        return all;
    }
}
