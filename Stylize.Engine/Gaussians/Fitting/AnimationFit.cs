using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Fitting.Motion;
using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Fits the frames of an animation: key frames like single pictures, the others from the frame before.</summary>
/// <param name="fitKey">Fits a picture from a model or from the start.</param>
internal sealed class AnimationFit(
    GaussianImageOptions options, ImageInput input, OperationContext context,
    Func<GaussianImageOptions, FitPhotograph, GaussianModel?, string, OperationContext, GaussianImageArtifact> fitKey)
{
    /// <summary>Time of a frame relative to that of its key frame.</summary>
    private const double FrameShare = .1;

    /// <summary>Loss of PSNR against the goal, in decibels, from which a key frame is fitted.</summary>
    private const double MaxLoss = 4;

    /// <summary>PSNR in decibels above which differences are invisible, so that a loss does not count.</summary>
    private const double Invisible = 40;

    /// <summary>Share of changed pixels, and PSNR of the previous picture in decibels, of a cut to another scene.</summary>
    private const double CutShare = .6;
    private const double CutPsnr = 18;

    /// <summary>Increase of the error of a changed pixel relative to the root mean squared error of the goal, and its limits.</summary>
    private const double ThresholdPerError = 1;
    private const float MinThreshold = 2;
    private const float MaxThreshold = 12;

    /// <summary>Loss of PSNR in decibels that unchanged pixels may cause: smaller if the camera moves, when none can flicker.</summary>
    private const double MaxUnchangedLoss = .5;
    private const double MaxMovedLoss = .1;

    /// <summary>Power of the bytes by which the error of a fit falls, and the worth of a bit relative to one of the key frame.</summary>
    private const double ErrorPower = 1.2;
    private const double BitWorth = 2;

    /// <summary>Cost of a frame relative to a key frame from which a key frame replaces it.</summary>
    private const double MaxCost = 1.25;

    private readonly AnimationWriter _writer = new();
    private readonly List<double> _psnrs = [];
    private readonly List<GaussianModel> _firstModels = [];
    private DecodedGroup? _group;
    private Raster<Rgba32>? _source;
    private double _keyPsnr;
    private int _keyIterations;
    private int _keyBytes;
    private int _iterations;

    /// <summary>Fits all frames. The result does not depend on the number of threads.</summary>
    /// <param name="initial">The model to start the first frame from; null for none.</param>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public GaussianAnimationArtifact Run(GaussianModel? initial)
    {
        var hasAlpha = HasAlpha();
        using var reader = input.OpenFrames();
        var (width, height) = (reader.Info.Width, reader.Info.Height);
        using var changed = new ChangedPixels(width, height);
        try
        {
            while (true)
            {
                var pixels = new Raster<Rgba32>(width, height);

                // The photograph owns the pixels.
                using var photograph = new FitPhotograph(pixels, hasAlpha);
                if (!reader.Read(pixels, out var milliseconds)) break;

                context.Cancellation.ThrowIfCancellationRequested();
                if (_group is null || !TryFrame(photograph, pixels, milliseconds, changed))
                {
                    AddKey(photograph, milliseconds, _group is null ? initial : null, reader.Info.Pages);
                    using var picture = Picture(_group!.Changes.Gaussians);
                    changed.Reset(pixels, picture);
                }

                _source?.Dispose();
                _source = pixels.Clone();
                context.Progress?.Invoke(new(Math.Min(1, (double)_psnrs.Count / reader.Info.Pages), "frames"));
            }

            return Finish(width, height, reader.LoopCount);
        }
        catch
        {
            _firstModels.ForEach(model => model.Dispose());
            throw;
        }
        finally
        {
            _group?.Dispose();
            _source?.Dispose();
        }
    }

    /// <summary>Adds a frame that is fitted from the one before.</summary>
    /// <returns>False if the frame needs a key frame.</returns>
    private bool TryFrame(FitPhotograph photograph, Raster<Rgba32> pixels, int milliseconds, ChangedPixels changed)
    {
        using var phase = context.Phases.Start("frames");
        var group = _group!;
        using var before = Picture(group.Changes.Gaussians);
        var search = new MotionSearch(group.Key.Count, group.Changes.Motion, ErrorPerBit, context.MaxThreads, context.Cancellation);
        var (motion, stays) = search.Find(_source!, before, pixels, Boxes(group));
        group.Changes.Move(motion, stays);
        if (motion is not null)
        {
            changed.Move(motion);
        }

        using var after = motion is null ? null : Picture(group.Changes.Gaussians);
        var start = after ?? before;
        changed.Compare(pixels, start);
        var error = 255 * PortableMath.Pow(10, -Goal / 20);
        changed.Mark(
            error, (float)Math.Clamp(ThresholdPerError * error, MinThreshold, MaxThreshold),
            motion is null ? MaxUnchangedLoss : MaxMovedLoss);
        var expected = Psnr(start, photograph);
        if (changed.Count > CutShare * pixels.PixelCount && expected < CutPsnr) return false;

        var fit = new FrameFit(group, Goal, _keyIterations, ErrorPerBit, context);
        var next = fit.Fit(photograph, changed);
        _iterations += fit.Iterations;
        using var fitted = next is null ? null : Picture(next);
        var picture = fitted ?? start;
        var psnr = Psnr(picture, photograph);
        var share = (double)changed.Count / pixels.PixelCount;
        var moved = motion is null ? "" : "moved, ";
        context.Verbose?.Invoke(Invariant($"frame {_psnrs.Count}: {moved}{expected:f2} dB, {share:p0} changed, {psnr:f2} dB"));
        if (psnr < Goal - MaxLoss) return false;

        var changes = group.Changes.Encode(next ?? group.Changes.Gaussians);
        if (Cost(psnr, changes.Length) > MaxCost * Cost(_keyPsnr, _keyBytes)) return false;

        changed.Accept(pixels, picture);
        _writer.Add(milliseconds, changes);
        _psnrs.Add(psnr);
        return true;
    }

    /// <summary>Returns the boxes of 1.5 standard deviations around the Gaussians, inside of the picture.</summary>
    private static FitTile[] Boxes(DecodedGroup group)
    {
        const double Reach = 1.5;
        var boxes = new FitTile[group.Changes.Gaussians.Length];
        for (var i = 0; i < boxes.Length; i++)
        {
            var g = group.Changes.Gaussians[i];
            var (x, y) = CompactQuantizer.Center(g);
            var shape = CompactQuantizer.Shape(g, group.Quantizer.Scales(g));
            var (reachX, reachY) = (Reach * shape.L11, Reach * Math.Sqrt((shape.L21 * shape.L21) + (shape.L22 * shape.L22)));
            var (left, right) = (Edge(x - reachX, group.Key.Width), Edge(x + reachX + 1, group.Key.Width));
            var (top, bottom) = (Edge(y - reachY, group.Key.Height), Edge(y + reachY + 1, group.Key.Height));
            boxes[i] = new(left, top, right - left, bottom - top);
        }

        return boxes;

        static int Edge(double value, int size) => (int)Math.Clamp(value, 0, size);
    }

    private void AddKey(FitPhotograph photograph, int milliseconds, GaussianModel? initial, int frames)
    {
        var single = context with { Provenance = null, Progress = null };
        var limit = options.TimeLimit / (1 + (FrameShare * Math.Max(0, frames - 1)));
        using var fitted = fitKey(options with { TimeLimit = limit }, photograph, initial, input.Source.Name, single);
        _writer.AddKey(milliseconds, fitted.File, fitted.Model.Count);
        _group?.Dispose();
        _group = DecodedGroup.Read(fitted.File, GaussianReadOptions.Default, null);
        (_keyPsnr, _keyIterations, _keyBytes) = (fitted.Psnr, fitted.Iterations, fitted.File.Length);
        _psnrs.Add(fitted.Psnr);
        _iterations += fitted.Iterations;
        if (_firstModels.Count == 0)
        {
            _firstModels.Add(_group.Model());
        }
    }

    /// <summary>PSNR that the frames after a key frame should reach, in decibels.</summary>
    private double Goal => Math.Min(_keyPsnr, Invisible);

    /// <summary>
    /// Error of a channel that is worth a bit, as half of the sum of squared differences: that of a bit of the key frame times
    /// <see cref="BitWorth"/>, if the error falls as a power of the bytes.
    /// </summary>
    private double ErrorPerBit =>
        BitWorth * ErrorPower / (8.0 * _keyBytes) * .5 * PortableMath.Pow(10, -Goal / 10) * _group!.Key.Width * _group.Key.Height;

    /// <summary>Returns the error of a channel plus the worth of the bytes of a frame.</summary>
    private double Cost(double psnr, int bytes) =>
        (.5 * PortableMath.Pow(10, -Math.Min(psnr, Invisible) / 10) * _group!.Key.Width * _group.Key.Height) + (8.0 * bytes * ErrorPerBit);

    private double Psnr(Raster<Rgba32> picture, FitPhotograph photograph) =>
        FitMeasure.Psnr(picture, photograph, context.MaxThreads, context.Cancellation);

    private Raster<Rgba32> Picture(ReadOnlySpan<CompactGaussian> gaussians)
    {
        using var model = _group!.Model(gaussians);
        return GaussianRenderer.Render(model, null, context.MaxThreads, context.Cancellation);
    }

    private GaussianAnimationArtifact Finish(int width, int height, int plays)
    {
        var metadata = context.Provenance is null ? GaussianSearch.Encoder : [];
        var file = GaussianSearch.Sign(_writer.ToBytes(width, height, plays, metadata), options, context.Provenance);

        // The mean of the squared errors: frames of infinite PSNR count as 0.
        var error = _psnrs.Average(psnr => PortableMath.Pow(10, -psnr / 10));
        var mean = error > 0 ? -10 * PortableMath.Log10(error) : double.PositiveInfinity;
        return new GaussianAnimationArtifact(file, _firstModels[0], _psnrs.Count, _writer.KeyFrames, mean, _iterations)
        {
            Provenance = context.Provenance,
        };
    }

    /// <summary>Returns true if a pixel of a frame is not opaque.</summary>
    private bool HasAlpha()
    {
        if (!input.Info.HasAlpha) return false;

        using var reader = input.OpenFrames();
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        while (reader.Read(frame, out _))
        {
            for (var y = 0; y < frame.Height; y++)
            {
                foreach (var pixel in frame.Row(y))
                {
                    if (pixel.A < 255) return true;
                }
            }
        }

        return false;
    }
}
