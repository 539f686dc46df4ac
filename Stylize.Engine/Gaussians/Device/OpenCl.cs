namespace Stylize.Engine.Gaussians.Device;

/// <summary>The functions of OpenCL 1.2 that the device uses, from the loader of the system or of the driver.</summary>
/// <remarks>
/// The library is loaded at the first call. Call <see cref="IsInstalled"/> first: without the library, every other
/// function throws.
/// </remarks>
internal static unsafe partial class OpenCl
{
    public const ulong MemoryReadWrite = 1;

    private const string Library = "OpenCL";

    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>True if the system has a library named OpenCL.</summary>
    public static bool IsInstalled => Handle.Value != 0;

    [LibraryImport(Library)]
    public static partial ClStatus clGetPlatformIDs(uint count, nint* platforms, uint* found);
    [LibraryImport(Library)]
    public static partial ClStatus clGetDeviceIDs(
        nint platform, ClDeviceType type, uint count, nint* devices, uint* found);
    [LibraryImport(Library)]
    public static partial ClStatus clGetDeviceInfo(nint device, ClQuery name, nuint size, void* value, nuint* length);
    [LibraryImport(Library)]
    public static partial nint clCreateContext(
        nint* properties, uint count, nint* devices, nint notify, nint data, ClStatus* error);
    [LibraryImport(Library)]
    public static partial nint clCreateCommandQueue(nint context, nint device, ulong properties, ClStatus* error);
    [LibraryImport(Library)]
    public static partial ClStatus clReleaseCommandQueue(nint queue);
    [LibraryImport(Library)]
    public static partial nint clCreateProgramWithSource(
        nint context, uint count, byte** texts, nuint* lengths, ClStatus* error);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial ClStatus clBuildProgram(
        nint program, uint count, nint* devices, string options, nint notify, nint data);
    [LibraryImport(Library)]
    public static partial ClStatus clGetProgramBuildInfo(
        nint program, nint device, ClQuery name, nuint size, void* value, nuint* length);
    [LibraryImport(Library)]
    public static partial ClStatus clReleaseProgram(nint program);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint clCreateKernel(nint program, string name, ClStatus* error);
    [LibraryImport(Library)]
    public static partial ClStatus clReleaseKernel(nint kernel);
    [LibraryImport(Library)]
    public static partial ClStatus clSetKernelArg(nint kernel, uint index, nuint size, void* value);
    [LibraryImport(Library)]
    public static partial ClStatus clGetKernelWorkGroupInfo(
        nint kernel, nint device, ClQuery name, nuint size, void* value, nuint* length);
    [LibraryImport(Library)]
    public static partial nint clCreateBuffer(nint context, ulong flags, nuint size, void* host, ClStatus* error);
    [LibraryImport(Library)]
    public static partial ClStatus clReleaseMemObject(nint buffer);
    [LibraryImport(Library)]
    public static partial ClStatus clEnqueueNDRangeKernel(
        nint queue, nint kernel, uint dimensions, nuint* offset, nuint* global, nuint* local, uint waits,
        nint* waitList, nint* done);
    [LibraryImport(Library)]
    public static partial ClStatus clEnqueueReadBuffer(
        nint queue, nint buffer, uint blocking, nuint offset, nuint size, void* target, uint waits, nint* waitList,
        nint* done);
    [LibraryImport(Library)]
    public static partial ClStatus clEnqueueWriteBuffer(
        nint queue, nint buffer, uint blocking, nuint offset, nuint size, void* source, uint waits, nint* waitList,
        nint* done);
    [LibraryImport(Library)]
    public static partial ClStatus clFinish(nint queue);

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

/// <summary>Results of the functions, with the names of cl.h.</summary>
internal enum ClStatus
{
    CL_SUCCESS = 0,
    CL_DEVICE_NOT_FOUND = -1,
    CL_DEVICE_NOT_AVAILABLE = -2,
    CL_COMPILER_NOT_AVAILABLE = -3,
    CL_MEM_OBJECT_ALLOCATION_FAILURE = -4,
    CL_OUT_OF_RESOURCES = -5,
    CL_OUT_OF_HOST_MEMORY = -6,
    CL_BUILD_PROGRAM_FAILURE = -11,
    CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST = -14,
    CL_INVALID_COMMAND_QUEUE = -36,
    CL_INVALID_WORK_GROUP_SIZE = -54,
    CL_INVALID_BUFFER_SIZE = -61,
}

[Flags]
internal enum ClDeviceType : ulong
{
    Processor = 2,
    All = 0xFFFFFFFF,
}

/// <summary>What can be asked of a device, a program and a kernel.</summary>
internal enum ClQuery : uint
{
    DeviceType = 0x1000,
    DeviceComputeUnits = 0x1002,
    DeviceMaxGroup = 0x1004,
    DeviceMaxAllocation = 0x1010,
    DeviceMemory = 0x101F,
    DeviceLocalMemory = 0x1023,
    DeviceIsLittleEndian = 0x1026,
    DeviceIsAvailable = 0x1027,
    DeviceHasCompiler = 0x1028,
    DeviceName = 0x102B,
    DriverVersion = 0x102D,
    ProgramLog = 0x1183,
    KernelMaxGroup = 0x11B0,
}
