namespace Stylize.Engine.Gaussians.Device;

/// <summary>The functions of OpenCL 1.2 that the device uses, from the loader of the system or of the driver.</summary>
/// <remarks>
/// The library is loaded at the first call. Call <see cref="IsInstalled"/> first: without the library, every other
/// function throws.
/// </remarks>
internal static unsafe partial class OpenCl
{
    public const int Success = 0;
    public const int DeviceNotFound = -1;
    public const int BuildProgramFailure = -11;

    public const ulong TypeProcessor = 2;
    public const ulong TypeAll = 0xFFFFFFFF;

    public const uint DeviceType = 0x1000;
    public const uint DeviceComputeUnits = 0x1002;
    public const uint DeviceMaxGroup = 0x1004;
    public const uint DeviceMaxAllocation = 0x1010;
    public const uint DeviceMemory = 0x101F;
    public const uint DeviceLocalMemory = 0x1023;
    public const uint DeviceIsLittleEndian = 0x1026;
    public const uint DeviceIsAvailable = 0x1027;
    public const uint DeviceHasCompiler = 0x1028;
    public const uint DeviceName = 0x102B;
    public const uint DriverVersion = 0x102D;
    public const uint ProgramLog = 0x1183;
    public const uint KernelMaxGroup = 0x11B0;
    public const ulong MemoryReadWrite = 1;

    private const string Library = "OpenCL";

    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>True if the system has a library named OpenCL.</summary>
    public static bool IsInstalled => Handle.Value != 0;

    [LibraryImport(Library)]
    public static partial int clGetPlatformIDs(uint count, nint* platforms, uint* found);
    [LibraryImport(Library)]
    public static partial int clGetDeviceIDs(nint platform, ulong type, uint count, nint* devices, uint* found);
    [LibraryImport(Library)]
    public static partial int clGetDeviceInfo(nint device, uint name, nuint size, void* value, nuint* length);
    [LibraryImport(Library)]
    public static partial nint clCreateContext(
        nint* properties, uint count, nint* devices, nint notify, nint data, int* error);
    [LibraryImport(Library)]
    public static partial nint clCreateCommandQueue(nint context, nint device, ulong properties, int* error);
    [LibraryImport(Library)]
    public static partial int clReleaseCommandQueue(nint queue);
    [LibraryImport(Library)]
    public static partial nint clCreateProgramWithSource(
        nint context, uint count, byte** texts, nuint* lengths, int* error);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int clBuildProgram(
        nint program, uint count, nint* devices, string options, nint notify, nint data);
    [LibraryImport(Library)]
    public static partial int clGetProgramBuildInfo(
        nint program, nint device, uint name, nuint size, void* value, nuint* length);
    [LibraryImport(Library)]
    public static partial int clReleaseProgram(nint program);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint clCreateKernel(nint program, string name, int* error);
    [LibraryImport(Library)]
    public static partial int clReleaseKernel(nint kernel);
    [LibraryImport(Library)]
    public static partial int clSetKernelArg(nint kernel, uint index, nuint size, void* value);
    [LibraryImport(Library)]
    public static partial int clGetKernelWorkGroupInfo(
        nint kernel, nint device, uint name, nuint size, void* value, nuint* length);
    [LibraryImport(Library)]
    public static partial nint clCreateBuffer(nint context, ulong flags, nuint size, void* host, int* error);
    [LibraryImport(Library)]
    public static partial int clReleaseMemObject(nint buffer);
    [LibraryImport(Library)]
    public static partial int clEnqueueNDRangeKernel(
        nint queue, nint kernel, uint dimensions, nuint* offset, nuint* global, nuint* local, uint waits,
        nint* waitList, nint* done);
    [LibraryImport(Library)]
    public static partial int clEnqueueReadBuffer(
        nint queue, nint buffer, uint blocking, nuint offset, nuint size, void* target, uint waits, nint* waitList,
        nint* done);
    [LibraryImport(Library)]
    public static partial int clEnqueueWriteBuffer(
        nint queue, nint buffer, uint blocking, nuint offset, nuint size, void* source, uint waits, nint* waitList,
        nint* done);
    [LibraryImport(Library)]
    public static partial int clFinish(nint queue);

    private static nint Load()
    {
        foreach (var name in OperatingSystem.IsWindows() ? ["OpenCL.dll"]
            : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"]
            : (string[])["libOpenCL.so.1", "libOpenCL.so"])
        {
            if (!NativeLibrary.TryLoad(name, out var handle)) continue;

            NativeLibrary.SetDllImportResolver(
                typeof(OpenCl).Assembly, (library, _, _) => library == Library ? handle : 0);
            return handle;
        }

        return 0;
    }
}
