using System.Diagnostics;
using System.Globalization;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>One run of the operation: finds the number of Gaussians that gives what was asked for, and fits them.</summary>
internal sealed class GaussianSearch
{
    /// <summary>Bytes of a Gaussian that a first guess assumes.</summary>
    private const double GuessedBytes = 5.2;

    /// <summary>Decibels that twice the Gaussians bring, as a first guess.</summary>
    private const double DecibelsPerDoubling = 4;

    /// <summary>Share of the work that goes into rounding for the compact profile.</summary>
    private const double RoundingShare = .3;

    private const int MostRounds = 8;

    private readonly GaussianImageOptions _options;
    private readonly SampleImage<float> _image;
    private readonly GaussianModel? _initial;
    private readonly OperationContext _context;
    private readonly int _visible;
    private readonly long _start = Stopwatch.GetTimestamp();

    public GaussianSearch(GaussianImageOptions options, SampleImage<float> image, GaussianModel? initial, OperationContext context)
    {
        _options = options;
        _image = image;
        _initial = initial;
        _context = context;
        _visible = CountVisible(image);
    }

    private int Most => Math.Min(GaussianImageOptions.MaxCount, _visible);

    private long Pixels => (long)_image.Width * _image.Height;

    /// <summary>Does all of it.</summary>
    public GaussianImageArtefact Run()
    {
        using var tiles = new FitTiles(_image, _options.Seed, _context);
        var guess = _options switch
        {
            { Count: { } count } => count,
            { TargetSize: { } bytes } => (int)Math.Clamp(bytes / GuessedBytes, 1, Most),
            _ when _initial is not null => _initial.Count,
            _ => FitBudget.Count(tiles.Detail, Pixels),
        };
        if (guess > Most)
        {
            _context.Warning?.Invoke($"{guess} Gaussians were asked for; the image has {Most} visible pixels, and more Gaussians than those are of no use.");
        }

        guess = Math.Clamp(guess, Math.Min(1, Most), Most);
        Tell($"{_image.Width} x {_image.Height} pixels in {tiles.Number} tiles, {guess} Gaussians, {Length(guess)}");
        return _options.TargetPsnr is not null || _options.TargetSize is not null
            ? Search(tiles, guess)
            : Finish(tiles, tiles.Fit(guess, Clock(guess, IsRounded ? 1 - RoundingShare : 1), _initial), Clock(guess, RoundingShare, 1 - RoundingShare));
    }

    /// <param name="share">Of all work, [0,1].</param>
    /// <param name="from">Share of the work that has been given out before, so that the parts add up.</param>
    private FitClock Clock(int count, double share, double from = 0)
    {
        if (_options.TimeLimit is { } limit)
        {
            return FitClock.ByTime(TimeSpan.FromTicks(Math.Max(1, Math.Min((limit * share).Ticks, (limit - Stopwatch.GetElapsedTime(_start)).Ticks))));
        }

        var all = _options.Iterations ?? FitBudget.Iterations(_options.Quality, Pixels, FitImage.Channels(_image), count);
        return FitClock.ByIterations(Math.Max(1, (int)((from + share) * all) - (int)(from * all)));
    }

    private string Length(int count) => _options.TimeLimit is { } limit ? FormattableString.Invariant($"{limit.TotalSeconds:f1} s") : $"{Clock(count, 1).Expected} iterations";

    /// <summary>Tries counts with a part of the work each, then spends the rest on the count that meets the target.</summary>
    private GaussianImageArtefact Search(FitTiles tiles, int count)
    {
        GaussianImageArtefact? best = null;
        var (low, high) = (0, Most + 1);
        var fitted = tiles.Fit(count, Clock(count, IsRounded ? .4 : .5), _initial);
        for (var round = 0; ; round++)
        {
            var result = Finish(tiles, fitted, Clock(count, .15));
            Tell(FormattableString.Invariant($"round {round + 1}: {count} Gaussians, {result.Psnr:f2} dB, {result.File.Length} bytes"));
            var meets = Meets(result);
            if (meets)
            {
                low = IsSize ? count : low;
                high = IsSize ? high : count;
            }
            else
            {
                high = IsSize ? count : high;
            }

            best = Better(best, result);
            var next = Next(result, count, low, high);
            if (next == count || round == MostRounds || Stopwatch.GetElapsedTime(_start) >= _options.TimeLimit || (meets && IsClose(result)))
            {
                break;
            }

            count = next;
            fitted = tiles.Continue(count, Clock(count, IsRounded ? .1 : .15));
        }

        if (!Meets(best))
        {
            _context.Warning?.Invoke(IsSize
                ? FormattableString.Invariant($"The smallest file that was found has {best.File.Length} bytes, more than the {_options.TargetSize} that were asked for.")
                : FormattableString.Invariant($"The best file that was found reaches {best.Psnr:f2} dB, less than the {_options.TargetPsnr} dB that were asked for; a finer profile or more iterations reach further."));
        }

        return best;
    }

    /// <summary>True where the fit ends on the steps of the profile.</summary>
    private bool IsRounded => _options.Profile == GaussianProfile.Compact;

    private bool IsSize => _options.TargetSize is not null;

    private bool Meets(GaussianImageArtefact result) => IsSize ? result.File.Length <= _options.TargetSize : result.Psnr >= _options.TargetPsnr;

    private bool IsClose(GaussianImageArtefact result) => IsSize
        ? result.File.Length >= .985 * _options.TargetSize!.Value
        : result.Psnr <= _options.TargetPsnr!.Value + .15;

    /// <summary>The count to try next, strictly between those known to be too few and too many; the same where there is none.</summary>
    /// <remarks>A count that missed the PSNR is not too few for good: every round goes on from the last, so a later one may reach it.</remarks>
    private int Next(GaussianImageArtefact result, int count, int low, int high)
    {
        if (count < 1)
        {
            return count;
        }

        var wanted = IsSize
            ? count * (.992 * _options.TargetSize!.Value / result.File.Length)
            : count * Math.Pow(2, Math.Clamp((_options.TargetPsnr!.Value + .07 - result.Psnr) / DecibelsPerDoubling, -3, 3));
        if (wanted >= high && count < high)
        {
            wanted = (count + high) / 2;
        }

        return high - low <= 1 ? count : (int)Math.Clamp(Math.Round(wanted), low + 1, high - 1);
    }

    /// <summary>The one that meets the target; of two that do the smaller file for a PSNR, the larger PSNR for a size.</summary>
    private GaussianImageArtefact Better(GaussianImageArtefact? a, GaussianImageArtefact b)
    {
        if (a is null)
        {
            return b;
        }

        var (good, other) = (Meets(a), Meets(b)) switch
        {
            (true, false) => (a, b),
            (false, true) => (b, a),
            (true, true) when IsSize => a.Psnr >= b.Psnr ? (a, b) : (b, a),
            (true, true) => a.File.Length <= b.File.Length ? (a, b) : (b, a),
            _ when IsSize => a.File.Length <= b.File.Length ? (a, b) : (b, a),
            _ => a.Psnr >= b.Psnr ? (a, b) : (b, a),
        };
        other.Dispose();
        return good;
    }

    /// <param name="clock">For the rounding, where there is one.</param>
    private GaussianImageArtefact Finish(FitTiles tiles, FitTiles.Fitted fitted, FitClock clock)
    {
        var iterations = fitted.Iterations;
        if (IsRounded)
        {
            fitted = tiles.Round(clock);
            iterations += fitted.Iterations;
        }

        using var model = Describe(fitted);
        using (_context.Phases.Start("write"))
        {
            var (file, read, psnr) = FitMeasure.Finish(model, _options.Profile, fitted.Steps, _image, _context.MaxThreads, _context.Cancellation);
            return new GaussianImageArtefact(file, read, _options.Profile, psnr, iterations);
        }
    }

    private GaussianModel Describe(FitTiles.Fitted fitted)
    {
        var model = FitModel.Create(fitted.Parameters, _image.Width, _image.Height, fitted.Background, fitted.FullWeight);
        return new GaussianModel(model.Store, model.Width, model.Height)
        {
            Epsilon = model.Epsilon,
            HasAlpha = model.HasAlpha,
            Background = model.Background,
            Metadata = new Dictionary<string, string>
            {
                [GaussianMetadata.Encoder] = string.Create(CultureInfo.InvariantCulture, $"Stylize {typeof(GaussianSearch).Assembly.GetName().Version?.ToString(3)}"),
            },
        };
    }

    private void Tell(string line) => _context.Verbose?.Invoke(line);

    private static int CountVisible(SampleImage<float> image)
    {
        if (!image.HasAlpha)
        {
            return (int)Math.Min(int.MaxValue, (long)image.Width * image.Height);
        }

        var visible = 0L;
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var alpha in image.Planes[^1].Row(y))
            {
                visible += alpha > 0 ? 1 : 0;
            }
        }

        return (int)Math.Min(int.MaxValue, visible);
    }
}
