namespace Stylize.Engine.Gaussians.Device;

/// <summary>An OpenCL device with its context and compiled kernels, which all files of the process share.</summary>
/// <remarks>Devices live until the process ends: some drivers fail if a context is released during shutdown.</remarks>
internal sealed unsafe class ComputeDevice
{
    /// <summary>Smallest side of a square group of work items with which the kernels work.</summary>
    private const int MinSide = 8;
    private const int MaxSide = 16;

    /// <summary>The embedded source file that begins every program.</summary>
    private const string CommonSource = "groups.cl";

    /// <summary>Smallest local memory of a group, in bytes, which OpenCL requires of every device that is not
    /// embedded.</summary>
    private const ulong MinLocalMemory = 32 << 10;

    /// <summary>Share of the device's memory that files may use together. The rest is for the display and the
    /// driver.</summary>
    private const double MemoryShare = 0.8;

    private static readonly Lazy<ComputeDevice[]> All = new(Discover);

    private readonly Lazy<nint> _context;
    private readonly Dictionary<string, nint> _programs = [];
    private readonly Lock _building = new();
    private readonly object _admission = new();
    private long _used;

    private ComputeDevice(nint id, int? side = null)
    {
        Id = id;
        _context = new Lazy<nint>(CreateContext);
        Name = $"{Text(ClQuery.DeviceName)}, driver {Text(ClQuery.DriverVersion)}";
        IsProcessor = ((ClDeviceType)Number(ClQuery.DeviceType)).HasFlag(ClDeviceType.Processor);
        MaxAllocation = (long)Math.Min(long.MaxValue, Number(ClQuery.DeviceMaxAllocation));
        Memory = (long)(MemoryShare * Number(ClQuery.DeviceMemory));
        GroupSide = side ?? (Number(ClQuery.DeviceMaxGroup) >= MaxSide * MaxSide ? MaxSide : MinSide);
    }

    /// <summary>Name of the device and version of its driver.</summary>
    public string Name { get; }

    /// <summary>True for a software device, which runs on the processor.</summary>
    public bool IsProcessor { get; }

    /// <summary>Bytes that all files may use together.</summary>
    public long Memory { get; }

    /// <summary>Largest size of a buffer in bytes.</summary>
    public long MaxAllocation { get; }

    /// <summary>Side of a square group of work items: 16, or 8 if the device allows no more.</summary>
    public int GroupSide { get; }

    internal nint Id { get; }
    internal nint Context => _context.Value;

    /// <summary>Returns the device that a choice selects; null for the processor.</summary>
    /// <exception cref="StylizeException">OptionInvalid: <see cref="GaussianDevice.Gpu"/>, but the system has no OpenCL
    /// device.</exception>
    public static ComputeDevice? Find(GaussianDevice choice) =>
        choice == GaussianDevice.Cpu || OperatingSystem.IsBrowser()
            ? null : Choose(choice, All.Value.FirstOrDefault(), OpenCl.IsInstalled);

    /// <param name="best">The best device of the system; null if it has none.</param>
    internal static ComputeDevice? Choose(GaussianDevice choice, ComputeDevice? best, bool isInstalled)
    {
        if (choice == GaussianDevice.Auto) return best is { IsProcessor: false } ? best : null;

        return best ?? throw (isInstalled ? Errors.NoDevice : Errors.NoOpenCl).With(nameof(Device));
    }

    /// <summary>Returns the same device with the groups of a smaller one.</summary>
    internal ComputeDevice WithSmallGroups() => new(Id, MinSide);

    /// <summary>Waits until the device has memory for a file. A file that is alone is always admitted.</summary>
    /// <param name="bytes">Estimated bytes on the device.</param>
    /// <returns>Dispose of it to release the memory.</returns>
    /// <exception cref="StylizeException">DeviceFailed: the device is too small.</exception>
    public DeviceAdmission Admit(long bytes, CancellationToken cancellation)
    {
        if (bytes > Memory)
        {
            throw Failure(Invariant($"it has {Memory >> 20} MB for files, and this one needs {bytes >> 20} MB"));
        }

        lock (_admission)
        {
            while (_used > 0 && _used + bytes > Memory)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_admission, 50);
            }

            _used += bytes;
        }

        return new DeviceAdmission(() =>
        {
            lock (_admission)
            {
                _used -= bytes;
                Monitor.PulseAll(_admission);
            }
        });
    }

    /// <summary>Creates a kernel. Kernels hold their arguments, so every queue has its own.</summary>
    /// <param name="file">Name of the embedded source file, which is compiled once.</param>
    internal nint CreateKernel(string file, string name)
    {
        nint program;
        lock (_building)
        {
            if (!_programs.TryGetValue(file, out program))
            {
                program = Build(file);
                _programs.Add(file, program);
            }
        }

        ClStatus error;
        var kernel = OpenCl.clCreateKernel(program, name, &error);
        Check(error, $"creating the kernel '{name}'");
        nuint group;
        error =
            OpenCl.clGetKernelWorkGroupInfo(kernel, Id, ClQuery.KernelMaxGroup, (nuint)sizeof(nuint), &group, null);
        Check(error, "clGetKernelWorkGroupInfo");
        return group >= (nuint)(GroupSide * GroupSide)
            ? kernel
            : throw Failure(
                Invariant(
                    $"the kernel '{name}' runs in groups of at most {group} items, and {GroupSide * GroupSide} are needed"));
    }

    /// <summary>Throws if an OpenCL function failed.</summary>
    /// <exception cref="StylizeException">DeviceFailed.</exception>
    public void Check(ClStatus error, string step)
    {
        if (error != ClStatus.CL_SUCCESS) throw Failure($"{step} returned {ErrorName(error)}");
    }

    public StylizeException Failure(string what) => Errors.DeviceStopped.With(Name, what);

    private static ComputeDevice[] Discover()
    {
        List<ComputeDevice> devices = [];
        uint platforms;
        if (!OpenCl.IsInstalled || OpenCl.clGetPlatformIDs(0, null, &platforms) != ClStatus.CL_SUCCESS
            || platforms == 0)
        {
            return [];
        }

        var ids = new nint[platforms];
        fixed (nint* target = ids)
        {
            if (OpenCl.clGetPlatformIDs(platforms, target, null) != ClStatus.CL_SUCCESS) return [];
        }

        foreach (var platform in ids)
        {
            uint count;
            if (OpenCl.clGetDeviceIDs(platform, ClDeviceType.All, 0, null, &count) != ClStatus.CL_SUCCESS || count == 0)
            {
                continue;
            }

            var found = new nint[count];
            fixed (nint* target = found)
            {
                if (OpenCl.clGetDeviceIDs(platform, ClDeviceType.All, count, target, null) != ClStatus.CL_SUCCESS)
                {
                    continue;
                }
            }

            devices.AddRange(found.Where(IsUsable).Select(id => new ComputeDevice(id)));
        }

        return [.. devices.OrderBy(device => device.IsProcessor)
            .ThenByDescending(device => device.Number(ClQuery.DeviceComputeUnits))];
    }

    private static bool IsUsable(nint id) =>
        Number(id, ClQuery.DeviceIsAvailable) != 0
        && Number(id, ClQuery.DeviceHasCompiler) != 0
        && Number(id, ClQuery.DeviceIsLittleEndian) != 0
        && Number(id, ClQuery.DeviceMaxGroup) >= MinSide * MinSide
        && Number(id, ClQuery.DeviceLocalMemory) >= MinLocalMemory;

    private static ulong Number(nint id, ClQuery name)
    {
        ulong value = 0;
        return OpenCl.clGetDeviceInfo(id, name, sizeof(ulong), &value, null) == ClStatus.CL_SUCCESS ? value : 0;
    }

    private ulong Number(ClQuery name) => Number(Id, name);

    private string Text(ClQuery name) =>
        PrintableText.Escape(
            Text((size, text, length) => OpenCl.clGetDeviceInfo(Id, name, size, text, length)) ?? "unknown");

    /// <summary>Reads a text, given a function that writes it or its length; null if it is missing.</summary>
    private static string? Text(TextQuery query)
    {
        nuint length;
        if (query(0, null, &length) != ClStatus.CL_SUCCESS || length == 0) return null;

        var text = new byte[length];
        fixed (byte* target = text)
        {
            _ = query(length, target, null);
        }

        return Encoding.UTF8.GetString(text).TrimEnd('\0').Trim();
    }

    private delegate ClStatus TextQuery(nuint size, byte* text, nuint* length);

    private nint CreateContext()
    {
        ClStatus error;
        var id = Id;
        var context = OpenCl.clCreateContext(null, 1, &id, 0, 0, &error);
        Check(error, "clCreateContext");
        return context;
    }

    private nint Build(string file)
    {
        byte[] source = [.. Read(CommonSource), .. Read(file)];
        ClStatus error;
        nint program;
        fixed (byte* text = source)
        {
            var start = text;
            var length = (nuint)source.Length;
            program = OpenCl.clCreateProgramWithSource(Context, 1, &start, &length, &error);
        }

        Check(error, "clCreateProgramWithSource");
        var id = Id;
        error = OpenCl.clBuildProgram(program, 1, &id, $"-cl-std=CL1.2 -D SIDE={GroupSide}", 0, 0);
        if (error == ClStatus.CL_SUCCESS) return program;

        var log = BuildLog(program);
        _ = OpenCl.clReleaseProgram(program);
        throw Failure($"compiling '{file}' returned {ErrorName(error)}: {log}");
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(ComputeDevice).Assembly.GetManifestResourceStream(file)!;
        var source = new byte[stream.Length];
        stream.ReadExactly(source);
        return source;
    }

    private string BuildLog(nint program) => PrintableText.Short(
        Text((size, text, length) => OpenCl.clGetProgramBuildInfo(program, Id, ClQuery.ProgramLog, size, text, length))
            ?? "");

    private static string ErrorName(ClStatus error) =>
        Enum.IsDefined(error) ? error.ToString() : Invariant($"the OpenCL error {(int)error}");
}

/// <summary>Memory of a device that a file holds.</summary>
internal sealed class DeviceAdmission(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
