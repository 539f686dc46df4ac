namespace Stylize.Engine.Gaussians.Device;

/// <summary>Commands of one file on a device, in order, and their memory. An instance serves one thread at a
/// time.</summary>
internal sealed unsafe class DeviceQueue : IDisposable
{
    /// <summary>Groups of the first part of a divided kernel, and of the largest part; see
    /// <see cref="DevicePace"/>.</summary>
    private const int FirstGroups = 64;
    private const int MaxGroups = 1 << 20;

    private readonly Dictionary<(string File, string Name), nint> _kernels = [];
    private readonly List<DeviceMemory> _buffers = [];
    private readonly CancellationToken _cancellation;
    private DevicePace _pace = new(FirstGroups, MaxGroups);
    private long _enqueued;
    private nint _queue;

    /// <param name="cancellation">Ends <see cref="RunInParts"/>.</param>
    public DeviceQueue(ComputeDevice device, CancellationToken cancellation = default)
    {
        Device = device;
        _cancellation = cancellation;
        ClStatus error;
        _queue = OpenCl.clCreateCommandQueue(device.Context, device.Id, 0, &error);
        device.Check(error, "clCreateCommandQueue");
    }

    public ComputeDevice Device { get; }

    /// <summary>Allocates a buffer of at least one element, with undefined contents. Dispose of it, or of the
    /// queue.</summary>
    public DeviceBuffer<T> Allocate<T>(long length)
        where T : unmanaged
    {
        var buffer = new DeviceBuffer<T>(this, Math.Max(1, length));
        _buffers.Add(buffer);
        return buffer;
    }

    /// <summary>Enqueues a kernel over groups of items.</summary>
    /// <param name="across">Number of groups along the first axis.</param>
    /// <param name="down">Number of groups along the second axis; 0 for a kernel of one axis.</param>
    /// <param name="arguments">Buffers and values, in the order of the kernel's parameters.</param>
    public void Run(string file, string name, long across, long down, ReadOnlySpan<DeviceArgument> arguments)
    {
        if (across > 0)
        {
            Enqueue(Prepare(file, name, arguments), name, across, down);
        }
    }

    /// <summary>
    /// Enqueues a kernel in parts along its last axis. Waits after each amount of work that the pace allows, and ends
    /// if the run is canceled.
    /// </summary>
    /// <param name="arguments">The arguments without the last one, which receives the first group of each part.</param>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    public void RunInParts(string file, string name, long across, long down, ReadOnlySpan<DeviceArgument> arguments)
    {
        if (across == 0) return;

        var kernel = Prepare(file, name, arguments);
        var (unit, all) = down == 0 ? (1, across) : (across, down);
        for (long first = 0, part; first < all; first += part)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_enqueued == 0)
            {
                _pace.Begin();
            }

            part = Math.Clamp((_pace.Amount - _enqueued) / unit, 1, all - first);
            SetArgument(kernel, name, arguments.Length, (int)first);
            Enqueue(kernel, name, down == 0 ? part : across, down == 0 ? 0 : part);
            _enqueued += part * unit;
            if (_enqueued >= _pace.Amount)
            {
                Finish();
                _pace.End();
            }
        }
    }

    private nint Prepare(string file, string name, ReadOnlySpan<DeviceArgument> arguments)
    {
        if (!_kernels.TryGetValue((file, name), out var kernel))
        {
            _kernels.Add((file, name), kernel = Device.CreateKernel(file, name));
        }

        for (var i = 0; i < arguments.Length; i++)
        {
            SetArgument(kernel, name, i, arguments[i]);
        }

        return kernel;
    }

    private void SetArgument(nint kernel, string name, int index, DeviceArgument argument) =>
        Device.Check(
            OpenCl.clSetKernelArg(kernel, (uint)index, argument.Size, argument.Bytes), $"argument {index} of '{name}'");

    private void Enqueue(nint kernel, string name, long across, long down)
    {
        var side = Device.GroupSide;
        var isFlat = down == 0;
        var local = stackalloc nuint[2] { (nuint)(isFlat ? side * side : side), (nuint)side };
        var global = stackalloc nuint[2] { (nuint)across * local[0], (nuint)down * local[1] };
        Device.Check(
            OpenCl.clEnqueueNDRangeKernel(_queue, kernel, isFlat ? 1u : 2u, null, global, local, 0, null, null),
            $"the kernel '{name}'");
    }

    /// <summary>Waits until all commands have finished.</summary>
    public void Finish()
    {
        Device.Check(OpenCl.clFinish(_queue), "clFinish");
        _enqueued = 0;
    }

    /// <summary>Waits for the commands before, and reads from a buffer.</summary>
    public void Read<T>(DeviceBuffer<T> source, Span<T> target, long from = 0)
        where T : unmanaged
    {
        fixed (T* start = target)
        {
            var (offset, size) = ((nuint)(from * sizeof(T)), (nuint)((long)target.Length * sizeof(T)));
            if (size > 0)
            {
                Device.Check(
                    OpenCl.clEnqueueReadBuffer(
                        _queue, source.Handle, 1, offset, size, start, 0, null, null), "reading");
                _enqueued = 0;
            }
        }
    }

    /// <summary>Writes to a buffer, and returns when the source may change.</summary>
    public void Write<T>(DeviceBuffer<T> target, ReadOnlySpan<T> source, long to = 0)
        where T : unmanaged
    {
        fixed (T* start = source)
        {
            var (offset, size) = ((nuint)(to * sizeof(T)), (nuint)((long)source.Length * sizeof(T)));
            if (size > 0)
            {
                Device.Check(
                    OpenCl.clEnqueueWriteBuffer(
                        _queue, target.Handle, 1, offset, size, start, 0, null, null), "writing");
            }
        }
    }

    public void Dispose()
    {
        foreach (var kernel in _kernels.Values)
        {
            _ = OpenCl.clReleaseKernel(kernel);
        }

        _kernels.Clear();
        if (_queue != 0)
        {
            // Commands that were enqueued before a cancellation may still use buffers.
            _ = OpenCl.clFinish(_queue);
            _ = OpenCl.clReleaseCommandQueue(_queue);
            _queue = 0;
        }

        foreach (var buffer in _buffers)
        {
            buffer.Dispose();
        }
    }
}

/// <summary>Memory of a device for elements of a type.</summary>
internal sealed unsafe class DeviceBuffer<T>(DeviceQueue queue, long length)
    : DeviceMemory(queue, checked(length * sizeof(T)))
    where T : unmanaged
{
    /// <summary>Number of elements.</summary>
    public long Length => length;
}

/// <summary>Memory of a device.</summary>
internal abstract unsafe class DeviceMemory : IDisposable
{
    protected DeviceMemory(DeviceQueue queue, long bytes)
    {
        if (bytes > queue.Device.MaxAllocation)
        {
            throw queue.Device.Failure(
                Invariant($"a buffer of {bytes >> 20} MB exceeds its limit of {queue.Device.MaxAllocation >> 20} MB"));
        }

        ClStatus error;
        Handle = OpenCl.clCreateBuffer(queue.Device.Context, OpenCl.MemoryReadWrite, (nuint)bytes, null, &error);
        queue.Device.Check(error, Invariant($"allocating {bytes} bytes"));
    }

    public nint Handle { get; private set; }

    public void Dispose()
    {
        if (Handle != 0)
        {
            _ = OpenCl.clReleaseMemObject(Handle);
            Handle = 0;
        }
    }
}

/// <summary>An argument of a kernel: a buffer, or one, two or four ints or floats.</summary>
internal unsafe struct DeviceArgument
{
    private fixed byte _bytes[16];

    public nuint Size { get; private init; }

    /// <summary>The value. Valid while the struct does not move.</summary>
    public readonly void* Bytes => Unsafe.AsPointer(ref Unsafe.AsRef(in _bytes[0]));

    public static implicit operator DeviceArgument(int value) => Value(value);

    public static implicit operator DeviceArgument(float value) => Value(value);

    public static implicit operator DeviceArgument(Vector64<int> value) => Value(value);

    public static implicit operator DeviceArgument(Vector64<float> value) => Value(value);

    public static implicit operator DeviceArgument(Vector128<float> value) => Value(value);

    public static implicit operator DeviceArgument(DeviceMemory buffer) => Value(buffer.Handle);

    private static DeviceArgument Value<T>(T value)
        where T : unmanaged
    {
        var argument = new DeviceArgument { Size = (nuint)sizeof(T) };
        Unsafe.WriteUnaligned(argument._bytes, value);
        return argument;
    }
}

/// <summary>
/// Bounds the work that waits on a device, so that a cancellation takes effect soon and a slow device does not stop the
/// display. The amount of work changes only when commands are enqueued, never what they compute.
/// </summary>
/// <param name="first">Amount of the first part.</param>
/// <param name="max">Largest amount of a part.</param>
internal struct DevicePace(long first, long max)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(60);

    private long _start;

    /// <summary>Amount of the next part.</summary>
    public long Amount { get; private set; } = first;

    /// <summary>Call before a part is enqueued.</summary>
    public void Begin() => _start = Stopwatch.GetTimestamp();

    /// <summary>Call when a part has finished.</summary>
    public void End()
    {
        var elapsed = Stopwatch.GetElapsedTime(_start);
        Amount = elapsed < Soon ? Math.Min(max, 2 * Amount) : elapsed > Late ? Math.Max(1, Amount / 2) : Amount;
    }
}
