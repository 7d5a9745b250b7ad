/** What people look at: the status of every number and claim, and the Allure site that the build makes beside it. */
package org.quantzoo.reports;
