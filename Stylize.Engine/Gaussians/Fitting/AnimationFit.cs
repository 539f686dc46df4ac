using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Fitting.Motion;
using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Fits the frames of an animation: key frames like single pictures, the others from the frame
/// before.</summary>
internal sealed class AnimationFit(
    GaussianImageOptions options, ImageInput input, OperationContext context, TimeProvider time)
    : IDisposable
{
    /// <summary>Time of a frame relative to that of its key frame.</summary>
    private const double FrameShare = .1;

    /// <summary>Loss of PSNR against the goal, in decibels, from which a key frame is fitted.</summary>
    private const double MaxLoss = 4;

    /// <summary>PSNR in decibels above which differences are invisible, so that a loss does not count.</summary>
    private const double Invisible = 40;

    /// <summary>Share of changed pixels, and PSNR of the previous picture in decibels, of a cut to another
    /// scene.</summary>
    private const double CutShare = .6;
    private const double CutPsnr = 18;

    /// <summary>Largest increase of the error of an unchanged pixel; usually it is the root mean squared error of the
    /// goal.</summary>
    private const float MaxThreshold = 12;

    /// <summary>Power of the bytes by which the error of a fit falls, and the worth of a bit relative to one of the key
    /// frame.</summary>
    private const double ErrorPower = 1.2;
    private const double BitWorth = 2;

    private readonly GaussianAnimationWriter _writer = new();
    private readonly List<double> _psnrs = [];

    /// <summary>The last key frame, and its Gaussians with the changes since.</summary>
    private FittedFile? _key;
    private DecodedGroup? _group;

    /// <summary>The frame before, and the picture of its Gaussians.</summary>
    private FitPhotograph? _before;
    private Raster<Rgba32>? _shown;

    private GaussianModel? _first;
    private int _iterations;

    /// <summary>Fits all frames. The result does not depend on the number of threads.</summary>
    /// <param name="initial">The model to start the first frame from; null for none.</param>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    public GaussianImageArtifact Run(GaussianModel? initial)
    {
        using var frames = new FitFrames(input);
        using var changed = new ChangedPixels(frames.Info.Width, frames.Info.Height);
        while (frames.Next() is var (photograph, milliseconds))
        {
            try
            {
                context.Cancellation.ThrowIfCancellationRequested();
                using var held = _before is null ? null : FrameFit.Hold(photograph, _before, _shown!);
                if (held is null || !TryFrame(photograph, held, milliseconds, changed))
                {
                    AddKey(photograph, held, milliseconds, initial, frames.Info.Pages);
                    changed.Reset(photograph.Pixels, _shown!);
                    initial = null;
                }
            }
            finally
            {
                _before?.Dispose();
                _before = photograph;
            }

            context.Progress?.Invoke(new(Math.Min(1, (double)_psnrs.Count / frames.Info.Pages), "frames"));
        }

        return Finish(frames);
    }

    public void Dispose()
    {
        _first?.Dispose();
        _group?.Dispose();
        _before?.Dispose();
        _shown?.Dispose();
    }

    /// <summary>Adds a frame that is fitted from the one before.</summary>
    /// <param name="held">The frame from <see cref="FrameFit.Hold"/>.</param>
    /// <returns>False if the frame needs a key frame.</returns>
    private bool TryFrame(FitPhotograph photograph, FitPhotograph held, int milliseconds, ChangedPixels changed)
    {
        using var phase = context.Phases.Start("frames");
        var (group, pixels) = (_group!, photograph.Pixels);
        var search = new MotionSearch(group.Key.Count, ErrorPerBit, context.MaxThreads, context.Cancellation);
        var motion = search.Find(_before!.Pixels, _shown!, pixels);
        group.Changes.Move(motion, []);
        if (motion is not null)
        {
            changed.Move(motion);
            Show(group.Changes.Gaussians);
        }

        changed.Compare(pixels, _shown!);
        var error = 255 * PortableMath.Pow(10, -Goal / 20);
        changed.Mark((float)Math.Min(error, MaxThreshold));

        var expected = Psnr(photograph);
        if (changed.Count > CutShare * pixels.PixelCount && expected < CutPsnr) return false;

        var fit = new FrameFit(group, _key!.Iterations, ErrorPerBit, context);
        var next = fit.Fit(photograph, held, changed, _before);
        _iterations += fit.Iterations;
        if (next is not null)
        {
            Show(next);
        }

        var psnr = Psnr(photograph);
        var share = (double)changed.Count / pixels.PixelCount;
        var moved = motion is null ? "" : "moved, ";
        context.Verbose?.Invoke(
            Invariant($"frame {_psnrs.Count}: {moved}{expected:f2} dB, {share:p0} changed, {psnr:f2} dB"));
        if (psnr < Goal - MaxLoss) return false;

        changed.Accept(pixels, _shown!);
        _writer.Add(milliseconds, group.Changes.Encode(next ?? group.Changes.Gaussians));
        _psnrs.Add(psnr);
        return true;
    }

    /// <param name="held">The frame from <see cref="FrameFit.Hold"/>; null for the first frame.</param>
    private void AddKey(
        FitPhotograph photograph, FitPhotograph? held, int milliseconds, GaussianModel? initial, int frames)
    {
        var single = context with { Provenance = null, Progress = null };
        var limit = options.TimeLimit / (1 + (FrameShare * Math.Max(0, frames - 1)));
        var plan = FitPlan.Resolve(options, held ?? photograph, initial, limit, isKeyFrame: true);
        var fitted = GaussianSearch.Run(plan, held ?? photograph, initial, input.Source.Name, single, time);
        _group?.Dispose();
        _shown?.Dispose();
        (_group, _shown) = fitted.Key!.Value;
        _key = held is null ? fitted : fitted with { Psnr = Psnr(photograph) };
        _writer.AddKey(milliseconds, fitted.Bytes, fitted.Model.Count);
        _psnrs.Add(_key.Psnr);
        _iterations += fitted.Iterations;
        _first ??= _group.Model();
    }

    /// <summary>PSNR that the frames after a key frame should reach, in decibels.</summary>
    private double Goal => Math.Min(_key!.Psnr, Invisible);

    /// <summary>
    /// Error of a channel that is worth a bit, as half of the sum of squared differences: that of a bit of the key
    /// frame times <see cref="BitWorth"/>, if the error falls as a power of the bytes.
    /// </summary>
    private double ErrorPerBit =>
        BitWorth * ErrorPower / (8.0 * _key!.Bytes.Length) * .5 * PortableMath.Pow(10, -Goal / 10)
            * _key.Model.Width * _key.Model.Height;

    private double Psnr(FitPhotograph photograph) =>
        FitMeasure.Psnr(_shown!, photograph, context.MaxThreads, context.Cancellation);

    private void Show(ReadOnlySpan<CompactGaussian> gaussians)
    {
        using var model = _group!.Model(gaussians);
        _shown?.Dispose();
        _shown = null;
        _shown = GaussianRenderer.Render(model, null, context.MaxThreads, context.Cancellation);
    }

    private GaussianImageArtifact Finish(FitFrames frames)
    {
        var metadata = context.Provenance is null ? FittedFile.Encoder : [];
        var file = _writer.ToBytes(frames.Info.Width, frames.Info.Height, frames.LoopCount, metadata);

        // The mean of the squared errors: frames of infinite PSNR count as 0.
        var error = _psnrs.Average(psnr => PortableMath.Pow(10, -psnr / 10));
        var mean = error > 0 ? -10 * PortableMath.Log10(error) : double.PositiveInfinity;
        var first = _first!;
        _first = null;
        return new GaussianImageArtifact(
            FittedFile.Sign(file, options.Preview, context.Provenance), first, GaussianProfile.Compact, mean,
            _iterations)
        {
            Frames = _psnrs.Count,
            KeyFrames = _writer.KeyFrames,
            Provenance = context.Provenance,
        };
    }
}

/// <summary>The frames of an animation in order. All are fitted with alpha if one has a transparent pixel.</summary>
/// <remarks>
/// Frames are decoded until a transparent one is found, and held until they are fitted. Only an opaque animation whose
/// format has alpha can be too long for that; it is decoded again.
/// </remarks>
internal sealed class FitFrames(ImageInput input, long maxHeldBytes = FitFrames.MaxHeldBytes) : IDisposable
{
    /// <summary>Bytes of held frames, at most: a clip of 64 frames of 512 x 512 pixels.</summary>
    public const long MaxHeldBytes = 64 << 20;

    private readonly Queue<(Raster<Rgba32> Pixels, int Milliseconds)> _held = [];
    private IFrameReader _reader = input.OpenFrames();
    private bool? _hasAlpha;

    public ImageInfo Info => _reader.Info;
    public int LoopCount => _reader.LoopCount;

    /// <summary>Returns the next frame, which the caller owns; null at the end.</summary>
    public (FitPhotograph Photograph, int Milliseconds)? Next()
    {
        _hasAlpha ??= input.Info.HasAlpha && FindAlpha();
        if (!_held.TryDequeue(out var frame))
        {
            if (Read() is not { } read) return null;

            frame = read;
        }

        return (new FitPhotograph(frame.Pixels, _hasAlpha.Value), frame.Milliseconds);
    }

    public void Dispose()
    {
        Release();
        _reader.Dispose();
    }

    private bool FindAlpha()
    {
        var (isWhole, hasAlpha) = (true, false);
        while (!hasAlpha && Read() is { } frame)
        {
            _held.Enqueue(frame);
            hasAlpha = !Opacity.IsOpaque(frame.Pixels);
            isWhole = isWhole && 4 * frame.Pixels.PixelCount * _held.Count <= maxHeldBytes;
            if (!isWhole)
            {
                Release();
            }
        }

        if (!isWhole)
        {
            _reader.Dispose();
            _reader = input.OpenFrames();
        }

        return hasAlpha;
    }

    private (Raster<Rgba32> Pixels, int Milliseconds)? Read() =>
        new Raster<Rgba32>(Info.Width, Info.Height).HandedTo(pixels =>
        {
            if (_reader.Read(pixels, out var milliseconds)) return ((Raster<Rgba32>, int)?)(pixels, milliseconds);

            pixels.Dispose();
            return null;
        });

    private void Release()
    {
        while (_held.TryDequeue(out var frame))
        {
            frame.Pixels.Dispose();
        }
    }
}
