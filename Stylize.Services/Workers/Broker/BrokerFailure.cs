using System.Net.Sockets;
using RabbitMQ.Client.Exceptions;

namespace Stylize.Workers.Broker;

/// <summary>Converts exceptions of the client library to <see cref="StylizeException"/>. Messages never contain a
/// password.</summary>
internal static class BrokerFailure
{
    public static StylizeException From(BrokerAddress broker, Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case StylizeException known:
                    return known;
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return Errors.LoginRejected.From(exception, broker.Name);
                case System.Security.Authentication.AuthenticationException:
                    return Errors.CertificateUntrusted.From(
                        exception, broker.Name, inner.Message.TrimEnd('.'),
                        TrustedAuthorities.Advice("Check the host name and the certificate authority (ca)."));
                case OperationInterruptedException { ShutdownReason: { } reason } interrupted:
                    return (IsDown(interrupted) ? Errors.QueueDown : Errors.RequestRejected).From(
                        exception, broker.Name, reason.ReplyText.TrimEnd('.'));
            }
        }

        return Errors.NoAnswer.From(exception, broker.Name, Innermost(exception).Message.TrimEnd('.'));
    }

    /// <summary>True if trying again does not help: the broker answers, and rejects the login or the request.</summary>
    public static bool IsFinal(StylizeException failure) => failure.Cause != Errors.NoAnswer.Message;

    /// <summary>True if the broker ended a connection before it was open.</summary>
    public static bool IsReset(Exception exception) =>
        Innermost(exception) is SocketException { SocketErrorCode: SocketError.ConnectionReset }
            or EndOfStreamException;

    /// <summary>True if the broker has a queue, but has not started it yet, or has lost it.</summary>
    public static bool IsDown(OperationInterruptedException exception) =>
        exception.ShutdownReason is { ReplyCode: Constants.NotFound } reason
        && reason.ReplyText.Contains("inaccessible");

    private static Exception Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : exception;
}

/// <summary>Distinguishes a lost connection, after which the caller reconnects, from other errors.</summary>
internal static class BrokerLoss
{
    /// <summary>True for exceptions that result from a closed connection or channel, or from a broker that does not
    /// answer.</summary>
    /// <param name="isClosed">True if the connection was already closed when the exception was caught.</param>
    public static bool Is(bool isClosed, Exception exception) => exception switch
    {
        PublishException { IsReturn: true } => false,
        RabbitMQClientException or SocketException or IOException or TimeoutException => true,
        OperationCanceledException => true, // timeout of the client, or end of the connection
        InvalidOperationException => isClosed, // used after the end of the connection
        _ => false,
    };

    /// <summary>True if no queue accepted a message because the queue was deleted.</summary>
    public static bool IsMissingQueue(Exception exception) => exception is PublishException { IsReturn: true };
}
