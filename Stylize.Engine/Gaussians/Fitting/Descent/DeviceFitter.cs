using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>
/// A fitter whose iterations run on a device. Parameters, gradient and moments are copied only when the other side
/// needs them.
/// </summary>
/// <remarks>
/// The picture is drawn from lists of the Gaussians that touch each cell of pixels, tile by tile; then a group of items
/// sums the gradient over the pixels of each Gaussian. Without atomic additions of floats, all sums have a fixed order,
/// and equal fits give equal results on one device. An instance serves one fit at a time.
/// </remarks>
internal sealed unsafe class DeviceFitter : GaussianFitter
{
    private const string Source = "fit.cl";

    /// <summary>Smallest side of a cell in pixels, a multiple of the side of a tile.</summary>
    private const int MinCellSide = 64;

    /// <summary>Largest number of entries in the lists of all cells. Cells grow if there are many Gaussians.</summary>
    private const long MaxEntries = 1 << 25;

    /// <summary>Iterations from one reading of the error to the next, because a reading waits for the device.</summary>
    private const int ErrorInterval = 8;

    /// <summary>Items of a group that process one Gaussian.</summary>
    private const int Lanes = 64;

    private readonly ComputeDevice _device;
    private readonly DeviceQueue _queue;
    private readonly Lock _copying = new();
    private readonly DeviceBuffer<Vector128<float>> _target;
    private readonly DeviceBuffer<Vector128<float>> _field;
    private readonly DeviceBuffer<float> _sums;
    private readonly DeviceBuffer<float> _errors;
    private readonly DeviceBuffer<float> _squares;
    private readonly DeviceBuffer<float> _costs;
    private readonly DeviceBuffer<Vector128<float>> _places;
    private readonly DeviceBuffer<float> _factors;
    private readonly DeviceBuffer<Vector128<float>> _colors;
    private readonly DeviceBuffer<Vector128<int>> _boxes;
    private readonly DeviceBuffer<int> _lists;
    private readonly DeviceBuffer<int> _lengths;
    private readonly Mirror _parameters;
    private readonly Mirror _gradient;
    private readonly Mirror _mean;
    private readonly Mirror _square;
    private readonly int _cellSide;
    private Mirror? _other;
    private DeviceBuffer<float>? _quantized;
    private DeviceBuffer<FitStage>? _stages;
    private DeviceBuffer<float>? _curvatures;
    private long _iterations;
    private double _error = double.PositiveInfinity;

    /// <exception cref="StylizeException">DeviceFailed.</exception>
    public DeviceFitter(
        FitTarget target, int capacity, ThreadGrant threads, ComputeDevice device, CancellationToken cancellation)
        : base(target, capacity, threads)
    {
        _device = device;
        _queue = new DeviceQueue(device, cancellation);
        try
        {
            var pixels = (long)target.Width * target.Height;
            _cellSide = CellSide(target.Width, target.Height, capacity);
            var cells = Groups(target.Width, _cellSide) * (long)Groups(target.Height, _cellSide);
            _target = _queue.Allocate<Vector128<float>>(pixels);
            _field = _queue.Allocate<Vector128<float>>(pixels);
            _sums = _queue.Allocate<float>(pixels);
            _errors = _queue.Allocate<float>(pixels);
            _squares = _queue.Allocate<float>(
                (long)Groups(target.Width, device.GroupSide) * Groups(target.Height, device.GroupSide));
            _costs = _queue.Allocate<float>(capacity);
            _places = _queue.Allocate<Vector128<float>>(capacity);
            _factors = _queue.Allocate<float>(2L * capacity);
            _colors = _queue.Allocate<Vector128<float>>(capacity);
            _boxes = _queue.Allocate<Vector128<int>>(capacity);
            _lists = _queue.Allocate<int>(cells * capacity);
            _lengths = _queue.Allocate<int>(cells);
            _parameters = Copy(HostParameters);
            _gradient = Copy(HostGradient);
            _mean = Copy(HostAdam.Mean);
            _square = Copy(HostAdam.Square);
            WriteTarget();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override ComputeDevice Device => _device;

    public override FitParameters Parameters => _parameters.OnHost(_copying);

    public override FitParameters Gradient => _gradient.OnHost(_copying);

    public override FitAdam Adam
    {
        get
        {
            _mean.OnHost(_copying);
            _square.OnHost(_copying);
            return HostAdam;
        }
    }

    /// <summary>Returns the bytes on the device of a fit, with all parts of an image that are fitted at the same
    /// time.</summary>
    /// <param name="pixels">Pixels of the fitted pictures together.</param>
    /// <param name="count">Largest number of Gaussians of a picture.</param>
    public static long EstimateMemory(long pixels, long count)
    {
        const int PixelBytes = (2 * 16) + (2 * 4);
        const int GaussianBytes = (3 * 16) + 8 + 4 + (5 * 10 * 4);
        return (PixelBytes * pixels) + (2 * GaussianBytes * count)
            + (2 * sizeof(int) * Math.Min(MaxEntries, (pixels / 4096 + 1) * count));
    }

    /// <summary>Returns the side of the cells with which the lists of all cells have a bounded size.</summary>
    internal static int CellSide(int width, int height, int capacity)
    {
        var side = MinCellSide;
        while ((long)Groups(width, side) * Groups(height, side) * capacity > MaxEntries
            && side < Math.Max(width, height))
        {
            side *= 2;
        }

        return side;
    }

    public override double Iterate(FitRates rates) => Iterate(rates, new Pass(0, 0, 1));

    protected override double IterateSample(FitRates rates, FitSample sample) =>
        Iterate(rates, new Pass(sample.Left, sample.Top, sample.Step));

    public override double Forward(FitParameters parameters)
    {
        var shown = ReferenceEquals(parameters, HostParameters) ? _parameters : Other(parameters);
        Draw(shown, parameters.Count, new Pass(0, 0, 1), isGradient: false);
        return ReadError(new Pass(0, 0, 1));
    }

    public override double Differentiate()
    {
        Differentiate(new Pass(0, 0, 1));
        return ReadError(new Pass(0, 0, 1));
    }

    public override void Step(FitRates rates)
    {
        _gradient.OnDevice(_queue);
        BeginStep();
        Descend(rates);
    }

    public override void Restore(FitParameters quantized, ReadOnlySpan<FitStage> stages, bool hasChanged)
    {
        _parameters.OnDevice(_queue);
        _quantized ??= _queue.Allocate<float>((long)quantized.Stride * quantized.RowCount);
        _stages ??= _queue.Allocate<FitStage>(HostParameters.Capacity);
        if (hasChanged)
        {
            _queue.Write(_quantized, new ReadOnlySpan<float>(quantized.Row(0), quantized.Stride * quantized.RowCount));
            _queue.Write(_stages, stages);
        }

        _queue.Run(Source, "restore", Flat(stages.Length), 0,
            [_parameters.Values, _quantized, _stages, quantized.Stride, stages.Length, Target.Channels]);
        _parameters.ChangedOnDevice();
    }

    public override void Dispose()
    {
        _queue.Dispose();
        base.Dispose();
    }

    internal override double Assess(Raster<float> error, float* costs)
    {
        var count = HostParameters.Count;
        Draw(_parameters, count, new Pass(0, 0, 1), isGradient: false, hasErrors: true);
        _queue.RunInParts(Source, "costs", Groups(count, PerGroup), 0,
        [
            _places, _factors, _colors, _boxes, count, Target.Width, _field, _sums, _target, _costs,
        ]);
        _queue.Read(_costs, new Span<float>(costs, count));
        for (var y = 0; y < error.Height; y++)
        {
            _queue.Read(_errors, error.Row(y), (long)y * error.Width);
        }

        return ReadError(new Pass(0, 0, 1));
    }

    internal override double Measure(FitCurvatures curvatures)
    {
        Draw(_parameters, HostParameters.Count, new Pass(0, 0, 1), isGradient: false);
        var (first, members) = curvatures.Chosen;
        var sums = curvatures.Take();
        if (_curvatures is null || _curvatures.Length < sums.Length)
        {
            _curvatures?.Dispose();
            _curvatures = _queue.Allocate<float>(sums.Length);
        }

        _queue.RunInParts(Source, "curvatures", Groups(members, PerGroup), 0,
        [
            _places, _factors, _colors, _boxes, first, curvatures.Step, members, Target.Channels, Target.Width,
            _field, _sums, _target, _curvatures,
        ]);
        _queue.Read(_curvatures, sums);
        return ReadError(new Pass(0, 0, 1));
    }

    private static int Groups(int length, int side) => (length + side - 1) / side;

    private int Flat(int count) => Groups(count, _device.GroupSide * _device.GroupSide);

    private int PerGroup => _device.GroupSide * _device.GroupSide / Lanes;

    private int FreeNumber => Math.Min(HostParameters.Count, FreeCount);

    private Mirror Copy(FitParameters host) =>
        new(host, _queue.Allocate<float>((long)host.Stride * host.RowCount), _queue);

    private Mirror Other(FitParameters parameters)
    {
        if (_other is null || _other.Host.Stride != parameters.Stride)
        {
            _other = Copy(parameters);
        }

        return _other = _other.For(parameters);
    }

    private void WriteTarget()
    {
        using var row = new PooledBuffer<float>(Target.Width);
        using var pixels = new PooledBuffer<float>(4 * Target.Width);
        for (var y = 0; y < Target.Height; y++)
        {
            pixels.Span.Clear();
            for (var channel = 0; channel < Target.Channels; channel++)
            {
                var samples = Target.Row(channel, y, row.Span);
                for (var x = 0; x < samples.Length; x++)
                {
                    pixels.Pointer[(4 * x) + channel] = samples[x];
                }
            }

            _queue.Write(_target, MemoryMarshal.Cast<float, Vector128<float>>(pixels.Span[..(4 * Target.Width)]),
                (long)y * Target.Width);
        }
    }

    private double Iterate(FitRates rates, Pass pass)
    {
        Differentiate(pass);
        BeginStep();
        Descend(rates);
        if (_iterations++ % ErrorInterval == 0)
        {
            _error = ReadError(pass);
        }

        return _error;
    }

    private void Differentiate(Pass pass)
    {
        Draw(_parameters, HostParameters.Count, pass, isGradient: true);
        _queue.RunInParts(Source, "gradient", Groups(FreeNumber, PerGroup), 0,
        [
            _places, _factors, _colors, _boxes, FreeNumber, Target.Channels, pass.Width(Target), _field, _sums,
            HostParameters.Stride, _gradient.Values,
        ]);
        _gradient.ChangedOnDevice();
    }

    private void Descend(FitRates rates)
    {
        _mean.OnDevice(_queue);
        _square.OnDevice(_queue);
        _parameters.OnDevice(_queue);
        var (mean, square) = HostAdam.Corrections;
        _queue.Run(Source, "adam", Flat(FreeNumber), 0,
        [
            _parameters.Values, _mean.Values, _square.Values, _gradient.Values, HostParameters.Stride, FreeNumber,
            Target.Channels,
            Vector128.Create(rates.Center, rates.Shape, rates.Color, rates.Weight), Vector64.Create(mean, square),
            Vector64.Create((float)Target.Width, Target.Height), HostAdam.MaxElement,
        ]);
        _mean.ChangedOnDevice();
        _square.ChangedOnDevice();
        _parameters.ChangedOnDevice();
    }

    /// <summary>Draws the picture of a pass and compares it with the target.</summary>
    private void Draw(Mirror parameters, int count, Pass pass, bool isGradient, bool hasErrors = false)
    {
        parameters.OnDevice(_queue);
        var (width, height) = (pass.Width(Target), pass.Height(Target));
        var origin = Vector64.Create(pass.Left, pass.Top);
        var size = Vector64.Create(width, height);
        var (across, down) = (Groups(width, _cellSide), Groups(height, _cellSide));
        var capacity = HostParameters.Capacity;
        var back = Target.Background;
        _queue.Run(Source, "shapes", Flat(count), 0,
        [
            parameters.Values, parameters.Host.Stride, count, Target.Channels, 1f / pass.Step,
            Vector64.Create((float)pass.Left, pass.Top), size, _places, _factors, _colors, _boxes,
        ]);
        _queue.Run(Source, "cells", (long)across * down, 0,
            [_boxes, count, _cellSide, across, capacity, _lists, _lengths]);
        _queue.RunInParts(Source, "forward", Groups(width, _device.GroupSide), Groups(height, _device.GroupSide),
        [
            _places, _factors, _colors, _boxes, _lists, _lengths, _cellSide, across, capacity, size, _target,
            Target.Width, origin, pass.Step, Vector128.Create(back[0], back[1], back[2], back[3]), isGradient ? 1 : 0,
            hasErrors ? 1 : 0, _field, _sums, _errors, _squares,
        ]);
    }

    /// <summary>Waits for the picture, and returns its mean squared error over pixels and channels.</summary>
    private double ReadError(Pass pass)
    {
        var (width, height) = (pass.Width(Target), pass.Height(Target));
        using var squares =
            new PooledBuffer<float>(Groups(width, _device.GroupSide) * Groups(height, _device.GroupSide));
        _queue.Read(_squares, squares.Span);
        var sum = 0.0;
        foreach (var square in squares.Span)
        {
            sum += square;
        }

        return sum / ((double)width * height * Target.Channels);
    }

    /// <summary>The pixels of an iteration: every <paramref name="Step"/>-th pixel of every <paramref name="Step"/>-th
    /// row.</summary>
    private readonly record struct Pass(int Left, int Top, int Step)
    {
        public int Width(FitTarget target) => (target.Width - Left + Step - 1) / Step;

        public int Height(FitTarget target) => (target.Height - Top + Step - 1) / Step;
    }

    /// <summary>Parameters on the host and on the device, copied when one side needs the changes of the
    /// other.</summary>
    private sealed class Mirror(FitParameters host, DeviceBuffer<float> values, DeviceQueue queue)
    {
        private bool _isNewerOnHost = true;
        private bool _isNewerOnDevice;

        public FitParameters Host => host;
        public DeviceBuffer<float> Values => values;

        private Span<float> All => new(host.Row(0), host.Stride * host.RowCount);

        public void ChangedOnDevice() => (_isNewerOnDevice, _isNewerOnHost) = (true, false);

        /// <summary>Returns the parameters for the host, which may change them.</summary>
        public FitParameters OnHost(Lock copying)
        {
            lock (copying)
            {
                if (_isNewerOnDevice)
                {
                    queue.Read(values, All);
                    _isNewerOnDevice = false;
                }

                _isNewerOnHost = true;
                return host;
            }
        }

        public void OnDevice(DeviceQueue target)
        {
            if (_isNewerOnHost)
            {
                target.Write<float>(values, All);
                _isNewerOnHost = false;
            }
        }

        /// <summary>Returns the same memory of the device for other parameters of the host.</summary>
        public Mirror For(FitParameters other) => new(other, values, queue);
    }
}
