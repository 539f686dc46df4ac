using System.Runtime.InteropServices;
using SQLitePCL;

namespace Stylize.Storage;

/// <summary>
/// Binds numbers to a prepared statement by the native library's own functions. SQLitePCL does the same through an interface, a marshalled
/// handle and a transition of the garbage collector, which take longer than the binding.
/// </summary>
internal static unsafe class SqliteBinding
{
    private static readonly nint Library = NativeLibrary.Load("e_sqlite3", typeof(SQLite3Provider_e_sqlite3).Assembly, null);

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double, int> BindDouble =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, double, int>)NativeLibrary.GetExport(Library, "sqlite3_bind_double");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int> BindInteger =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, long, int>)NativeLibrary.GetExport(Library, "sqlite3_bind_int64");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int> BindNull =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, int, int>)NativeLibrary.GetExport(Library, "sqlite3_bind_null");

    private static readonly delegate* unmanaged[Cdecl]<nint, int> StepOnce =
        (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(Library, "sqlite3_step");

    private static readonly delegate* unmanaged[Cdecl]<nint, int> ResetIt =
        (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(Library, "sqlite3_reset");

    /// <summary>Binds an integer to a parameter, counted from 1.</summary>
    public static void Bind(nint statement, int parameter, long value) => BindInteger(statement, parameter, value);

    /// <summary>Binds a number; NULL where it is none.</summary>
    public static void Bind(nint statement, int parameter, double value)
    {
        if (double.IsNaN(value))
        {
            BindNull(statement, parameter);
        }
        else
        {
            BindDouble(statement, parameter, value);
        }
    }

    /// <returns>SQLITE_DONE, or an error.</returns>
    public static int Step(nint statement)
    {
        var result = StepOnce(statement);
        ResetIt(statement);
        return result;
    }
}
