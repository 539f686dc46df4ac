namespace Stylize.Engine.Segmentation.Models;

/// <summary>
/// The library ONNX Runtime, through the table of functions of its C interface. It is loaded when the first model is opened, and is not
/// part of the packages of Stylize. All sessions of the process share its memory limit.
/// </summary>
internal sealed unsafe class OnnxRuntime
{
    /// <summary>Environment variable with the path of the library, or of the folder that contains it.</summary>
    public const string PathVariable = "STYLIZE_ONNXRUNTIME";

    /// <summary>
    /// Maximum bytes of the weights and the intermediate results of all models of the process: half of the memory that it may use.
    /// </summary>
    public static readonly long MaxMemory = Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2, 1L << 29);

    /// <summary>Version of the function table, that of ONNX Runtime 1.22. Later versions only add functions.</summary>
    private const uint ApiVersion = 22;

    private const int SilentLogging = 4;
    private const int ArenaAllocator = 1;
    private const int DefaultMemory = 0;

    private static readonly Lock Gate = new();
    private static OnnxRuntime? _loaded;

    private readonly nint* _functions;

    private OnnxRuntime(nint* functions)
    {
        _functions = functions;
        nint environment, memory, arena;
        fixed (byte* name = "stylize\0"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)Function(OnnxFunction.CreateEnv))(SilentLogging, name, &environment));
        }

        Check(((delegate* unmanaged<nint, nint>)Function(OnnxFunction.DisableTelemetryEvents))(environment));
        Check(((delegate* unmanaged<int, int, nint*, nint>)Function(OnnxFunction.CreateCpuMemoryInfo))(
            ArenaAllocator, DefaultMemory, &memory));

        // Sessions use the allocator of the environment, which has a limit.
        Check(((delegate* unmanaged<nuint, int, int, int, nint*, nint>)Function(OnnxFunction.CreateArenaCfg))(
            (nuint)MaxMemory, 1, -1, -1, &arena));
        Check(((delegate* unmanaged<nint, nint, nint, nint>)Function(OnnxFunction.CreateAndRegisterAllocator))(
            environment, memory, arena));
        Release(OnnxFunction.ReleaseArenaCfg, arena);
        (Environment, Memory) = (environment, memory);
    }

    /// <summary>The environment of all sessions, which lasts as long as the process.</summary>
    public nint Environment { get; }

    /// <summary>The description of memory of the processor.</summary>
    public nint Memory { get; }

    /// <summary>Returns the library, which is loaded at the first call.</summary>
    /// <exception cref="StylizeException">DependencyMissing: it is missing, damaged, or older than 1.22.</exception>
    public static OnnxRuntime Load()
    {
        lock (Gate)
        {
            return _loaded ??= Find(System.Environment.GetEnvironmentVariable(PathVariable));
        }
    }

    /// <summary>Returns the address of a function of the table.</summary>
    public nint Function(OnnxFunction function) => _functions[(int)function];

    /// <summary>Calls a function that only returns a handle.</summary>
    public nint Create(OnnxFunction function)
    {
        nint handle;
        Check(((delegate* unmanaged<nint*, nint>)Function(function))(&handle));
        return handle;
    }

    /// <summary>Releases a status.</summary>
    /// <exception cref="OnnxFailure">The status is an error.</exception>
    public void Check(nint status)
    {
        if (status == 0) return;

        var message = ((delegate* unmanaged<nint, byte*>)Function(OnnxFunction.GetErrorMessage))(status);
        var text = Marshal.PtrToStringUTF8((nint)message) ?? "";
        Release(OnnxFunction.ReleaseStatus, status);
        throw new OnnxFailure(text);
    }

    /// <summary>Releases an object with its function.</summary>
    public void Release(OnnxFunction release, nint handle)
    {
        if (handle != 0) ((delegate* unmanaged<nint, void>)Function(release))(handle);
    }

    /// <summary>Returns the paths at which the library is looked for: next to the program, and those of packages for many platforms.
    /// </summary>
    internal static IEnumerable<string> Places(string? given, string folder)
    {
        string file = OperatingSystem.IsWindows() ? "onnxruntime.dll"
            : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so";
        if (!string.IsNullOrEmpty(given))
        {
            return [Directory.Exists(given) ? Path.Combine(given, file) : given];
        }

        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var platform = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return
        [
            Path.Combine(folder, file),
            Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", file),
            Path.Combine(folder, "runtimes", platform, "native", file),
        ];
    }

    /// <summary>Loads the library.</summary>
    /// <param name="given">Path of the library or its folder; null to look next to the program and where the system has libraries.</param>
    internal static OnnxRuntime Find(string? given)
    {
        var isOld = false;
        foreach (var path in Places(given, AppContext.BaseDirectory).Concat(Places(given, Folder)).Distinct())
        {
            if (File.Exists(path) && NativeLibrary.TryLoad(path, out var library) && Open(library, ref isOld) is { } found) return found;
        }

        if (string.IsNullOrEmpty(given)
            && NativeLibrary.TryLoad("onnxruntime", typeof(OnnxRuntime).Assembly, DllImportSearchPath.SafeDirectories, out var installed)
            && Open(installed, ref isOld) is { } system)
        {
            return system;
        }

        var where = string.IsNullOrEmpty(given) ? "" : $" at '{StylizeException.Verbatim(given)}', which {PathVariable} names";
        throw new StylizeException(
            StylizeError.DependencyMissing, "onnxruntime",
            isOld ? $"A model needs ONNX Runtime 1.22 or later; the library{where} is older."
                : $"A model needs the library ONNX Runtime, which was not found{where}.",
            $"Take it from the NuGet package Microsoft.ML.OnnxRuntime, and set {PathVariable} to its path.");
    }

    /// <summary>Folder of the module's libraries; in a native command, that of the program.</summary>
    private static string Folder => FolderOf(AssemblyPath) ?? AppContext.BaseDirectory;

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty path is expected in a single file.")]
    private static string AssemblyPath => typeof(OnnxRuntime).Assembly.Location;

    /// <summary>Returns the folder of the module's libraries: those compiled for a platform are in compiled/PLATFORM in it.</summary>
    /// <param name="assembly">Path of the assembly of the engine.</param>
    internal static string? FolderOf(string assembly) => Path.GetDirectoryName(assembly) switch
    {
        null or "" => null,
        var folder when Path.GetDirectoryName(folder) is { } above && Path.GetFileName(above) == "compiled" => Path.GetDirectoryName(above),
        var folder => folder,
    };

    private static OnnxRuntime? Open(nint library, ref bool isOld)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry)) return null;

        var getTable = *(delegate* unmanaged<uint, nint*>*)((delegate* unmanaged<nint*>)entry)();
        var table = getTable(ApiVersion);
        isOld |= table is null;
        return table is null ? null : new OnnxRuntime(table);
    }
}

/// <summary>An error that ONNX Runtime reports.</summary>
internal sealed class OnnxFailure(string message) : Exception(message);

/// <summary>Positions in the function table of ONNX Runtime 1.22 (OrtApi in onnxruntime_c_api.h).</summary>
internal enum OnnxFunction
{
    GetErrorMessage = 2,
    CreateEnv = 3,
    DisableTelemetryEvents = 6,
    CreateSessionFromArray = 8,
    Run = 9,
    CreateSessionOptions = 10,
    DisableMemPattern = 17,
    SetIntraOpNumThreads = 24,
    SetInterOpNumThreads = 25,
    SessionGetInputCount = 30,
    SessionGetOutputCount = 31,
    SessionGetInputTypeInfo = 33,
    SessionGetOutputTypeInfo = 34,
    SessionGetInputName = 36,
    SessionGetOutputName = 37,
    CreateRunOptions = 39,
    RunOptionsSetTerminate = 46,
    CreateTensorWithDataAsOrtValue = 49,
    IsTensor = 50,
    GetTensorMutableData = 51,
    CastTypeInfoToTensorInfo = 55,
    GetTensorElementType = 60,
    GetDimensionsCount = 61,
    GetDimensions = 62,
    GetTensorTypeAndShape = 65,
    CreateCpuMemoryInfo = 69,
    AllocatorFree = 76,
    GetAllocatorWithDefaultOptions = 78,
    ReleaseStatus = 93,
    ReleaseSession = 95,
    ReleaseValue = 96,
    ReleaseRunOptions = 97,
    ReleaseTypeInfo = 98,
    ReleaseTensorTypeAndShapeInfo = 99,
    ReleaseSessionOptions = 100,
    AddSessionConfigEntry = 130,
    CreateAndRegisterAllocator = 144,
    CreateArenaCfg = 156,
    ReleaseArenaCfg = 157,
    SessionOptionsSetLoadCancellationFlag = 293,
}
