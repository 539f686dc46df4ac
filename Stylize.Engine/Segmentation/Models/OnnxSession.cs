namespace Stylize.Engine.Segmentation.Models;

/// <summary>
/// A model that ONNX Runtime has loaded. Safe for concurrent use. Each run uses the thread of its caller only, so that results do not
/// depend on the number of threads.
/// </summary>
internal sealed unsafe class OnnxSession : IDisposable
{
    /// <summary>Time after which loading a model, or one run, is stopped.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(10);

    private const int MaxRank = 8;
    private readonly OnnxRuntime _runtime;
    private nint _session;

    /// <exception cref="OnnxFailure">The bytes are not a model, or one with operators or sizes that are not supported.</exception>
    /// <exception cref="StylizeException">DependencyMissing: the library is missing.</exception>
    public OnnxSession(ReadOnlySpan<byte> model, CancellationToken cancellation)
    {
        _runtime = OnnxRuntime.Load();
        var options = _runtime.Create(OnnxFunction.CreateSessionOptions);
        try
        {
            foreach (var one in new[] { OnnxFunction.SetIntraOpNumThreads, OnnxFunction.SetInterOpNumThreads })
            {
                Check(((delegate* unmanaged<nint, int, nint>)Function(one))(options, 1));
            }

            // Sizes differ from run to run.
            Check(((delegate* unmanaged<nint, nint>)Function(OnnxFunction.DisableMemPattern))(options));
            Configure(options, "session.use_env_allocators\0"u8, "1\0"u8);
            Configure(options, "session.use_deterministic_compute\0"u8, "1\0"u8);
            Configure(options, "optimization.constant_folding_max_output_size_in_bytes\0"u8, "67108864\0"u8);
            var cancel = (delegate* unmanaged<nint, byte, nint>)Function(OnnxFunction.SessionOptionsSetLoadCancellationFlag);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(MaxTime);
            using (limit.Token.Register(() => _ = cancel(options, 1)))
            {
                fixed (byte* bytes = model)
                {
                    nint session;
                    Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)Function(OnnxFunction.CreateSessionFromArray))(
                        _runtime.Environment, bytes, (nuint)model.Length, options, &session));
                    _session = session;
                }
            }
        }
        catch (OnnxFailure)
        {
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            _runtime.Release(OnnxFunction.ReleaseSessionOptions, options);
        }

        Inputs = Slots(OnnxFunction.SessionGetInputCount, OnnxFunction.SessionGetInputName, OnnxFunction.SessionGetInputTypeInfo);
        Outputs = Slots(OnnxFunction.SessionGetOutputCount, OnnxFunction.SessionGetOutputName, OnnxFunction.SessionGetOutputTypeInfo);
    }

    ~OnnxSession() => Release();

    /// <summary>The inputs that the model declares.</summary>
    public IReadOnlyList<TensorSlot> Inputs { get; }

    /// <summary>The outputs that the model declares.</summary>
    public IReadOnlyList<TensorSlot> Outputs { get; }

    /// <summary>Runs the model with one input.</summary>
    /// <param name="data">Elements of the input, in the type that it declares.</param>
    /// <param name="length">Bytes of the elements.</param>
    /// <param name="outputs">Outputs to compute.</param>
    /// <param name="use">Receives the tensor of each output, valid during the call.</param>
    /// <exception cref="OnnxFailure">The model fails, needs more memory than the limit, or takes longer than the limit.</exception>
    public void Run(
        void* data, nuint length, ReadOnlySpan<long> shape, IReadOnlyList<TensorSlot> outputs, Action<IReadOnlyList<Tensor>> use,
        CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_session == 0, this);
        var names = stackalloc nint[outputs.Count + 1];
        var values = stackalloc nint[outputs.Count + 1];
        var options = _runtime.Create(OnnxFunction.CreateRunOptions);
        try
        {
            fixed (long* sides = shape)
            {
                Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Function(
                    OnnxFunction.CreateTensorWithDataAsOrtValue))(
                    _runtime.Memory, data, length, sides, (nuint)shape.Length, (int)Inputs[0].Type, values));
            }

            names[0] = Marshal.StringToCoTaskMemUTF8(Inputs[0].Name);
            for (var i = 0; i < outputs.Count; i++)
            {
                names[i + 1] = Marshal.StringToCoTaskMemUTF8(outputs[i].Name);
            }

            Run(options, names, values, outputs.Count, cancellation);
            use([.. Enumerable.Range(0, outputs.Count).Select(i => Describe(outputs[i].Name, values[i + 1]))]);
        }
        finally
        {
            for (var i = 0; i <= outputs.Count; i++)
            {
                Marshal.FreeCoTaskMem(names[i]);
                _runtime.Release(OnnxFunction.ReleaseValue, values[i]);
            }

            _runtime.Release(OnnxFunction.ReleaseRunOptions, options);
            GC.KeepAlive(this);
        }
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Run(nint options, nint* names, nint* values, int outputs, CancellationToken cancellation)
    {
        var terminate = (delegate* unmanaged<nint, nint>)Function(OnnxFunction.RunOptionsSetTerminate);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(MaxTime);
        using var stop = limit.Token.Register(() => _ = terminate(options));
        try
        {
            Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)Function(OnnxFunction.Run))(
                _session, options, names, values, 1, names + 1, (nuint)outputs, values + 1));
        }
        catch (OnnxFailure) when (limit.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new OnnxFailure(Invariant($"it takes more than {MaxTime.TotalMinutes} minutes for a tile"));
        }
    }

    private Tensor Describe(string name, nint value)
    {
        if (Get<int>(OnnxFunction.IsTensor, value) == 0) return new Tensor(name, default, [], null);

        var info = Get<nint>(OnnxFunction.GetTensorTypeAndShape, value);
        try
        {
            var (type, sides) = Shape(info);
            return new Tensor(name, type, sides, (void*)Get<nint>(OnnxFunction.GetTensorMutableData, value));
        }
        finally
        {
            _runtime.Release(OnnxFunction.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    private TensorSlot[] Slots(OnnxFunction count, OnnxFunction name, OnnxFunction type) =>
        [.. Enumerable.Range(0, checked((int)Get<nuint>(count, _session))).Select(i => Slot((nuint)i, name, type))];

    private TensorSlot Slot(nuint index, OnnxFunction name, OnnxFunction type)
    {
        nint text, described;
        var allocator = _runtime.Create(OnnxFunction.GetAllocatorWithDefaultOptions);
        Check(((delegate* unmanaged<nint, nuint, nint, nint*, nint>)Function(name))(_session, index, allocator, &text));
        var slot = new TensorSlot(Marshal.PtrToStringUTF8(text) ?? "", default, []);
        Check(((delegate* unmanaged<nint, nint, nint>)Function(OnnxFunction.AllocatorFree))(allocator, text));
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Function(type))(_session, index, &described));
        try
        {
            // The description belongs to that of the type; it is null for sequences and maps.
            return Get<nint>(OnnxFunction.CastTypeInfoToTensorInfo, described) is not 0 and var info && Shape(info) is var (element, sides)
                ? slot with { Type = element, Shape = sides }
                : slot;
        }
        finally
        {
            _runtime.Release(OnnxFunction.ReleaseTypeInfo, described);
        }
    }

    private (ElementType Type, long[] Shape) Shape(nint info)
    {
        var type = (ElementType)Get<int>(OnnxFunction.GetTensorElementType, info);
        var rank = Get<nuint>(OnnxFunction.GetDimensionsCount, info);
        if (rank > MaxRank) return (type, []);

        var sides = new long[(int)rank];
        fixed (long* first = sides)
        {
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)Function(OnnxFunction.GetDimensions))(info, first, rank));
        }

        return (type, sides);
    }

    private void Configure(nint options, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* name = key, text = value)
        {
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)Function(OnnxFunction.AddSessionConfigEntry))(options, name, text));
        }
    }

    private T Get<T>(OnnxFunction function, nint handle)
        where T : unmanaged
    {
        T value;
        Check(((delegate* unmanaged<nint, void*, nint>)Function(function))(handle, &value));
        return value;
    }

    private nint Function(OnnxFunction function) => _runtime.Function(function);

    private void Check(nint status) => _runtime.Check(status);

    private void Release()
    {
        _runtime?.Release(OnnxFunction.ReleaseSession, _session);
        _session = 0;
    }
}

/// <summary>An input or output that a model declares.</summary>
/// <param name="Shape">Sides; -1 for a side that is not fixed.</param>
internal sealed record TensorSlot(string Name, ElementType Type, IReadOnlyList<long> Shape);

/// <summary>An output of a run.</summary>
/// <param name="data">The elements; null if the output is not a tensor.</param>
internal sealed unsafe class Tensor(string name, ElementType type, long[] shape, void* data)
{
    public string Name => name;
    public ElementType Type => type;
    public long[] Shape => shape;
    public void* Data => data;
}

internal enum ElementType
{
    Unknown = 0,
    Float = 1,
    Byte = 2,
    SByte = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Bool = 9,
    Half = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
}
